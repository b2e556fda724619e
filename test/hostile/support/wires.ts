import { Buffer } from 'node:buffer';

/** An answer as it comes over a wire: its bytes may be of any encoding, and its headers say anything. */
export interface WireAnswer {
  readonly status: number;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What carries requests to emnify: gives the answer that the script has for a call, and counts what was sent. */
export class EmnifyWire {
  readonly calls: string[] = [];
  readonly #answers: (call: string) => WireAnswer;

  /** @param answers by method and path, e.g. `GET /api/v1/user/mfa/type` */
  constructor(answers: (call: string) => WireAnswer) {
    this.#answers = answers;
  }

  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const call = `${request.method} ${new URL(request.url).pathname}`;
    this.calls.push(call);
    const { status, body, headers = {} } = this.#answers(call);
    return new Response([204, 304].includes(status) ? null : bytesOf(body), { status, headers });
  };
}

/** The same for the clients of AWS, whose calls are known by their action. */
export class AwsWire {
  readonly actions: string[] = [];
  readonly #answers: WireAnswer[] = [];

  /** The answers from now on, in order, the last one again and again; what was asked before is forgotten. */
  answer(...answers: readonly WireAnswer[]): void {
    this.actions.length = 0;
    this.#answers.splice(0, this.#answers.length, ...answers);
  }

  /** For the constructor of any SDK client. */
  config() {
    return {
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
      requestHandler: { handle: async (request: SdkRequest) => ({ response: this.#answer(request) }) },
    };
  }

  #answer({ method, path, headers }: SdkRequest) {
    const target = headers['x-amz-target'];
    const action = target === undefined ? `${method} ${path}` : target.replace('secretsmanager.', '');
    this.actions.push(action);
    const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0];
    const { status, body, headers: own = {} } = answer ?? { status: 500, body: 'nothing prepared' };
    return { statusCode: status, headers: own, body: bytesOf(body) };
  }
}

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Lone surrogates are lost, as in every encoder. */
function bytesOf(body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(body));
}
