import type { Input } from 'ky';
import { ACCOUNT, REGION } from '../account.ts';
import type { ServiceName } from '../faults.ts';
import { type Endpoint, endpoint } from '../service.ts';
import { type EmbeddedStack, inProcessUrl } from '../stack.ts';

/** The part of an SDK's request that is read. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** The wires from the functions to the services, without sockets: half of each call's latency on its way there, half on its way back. */
export class Wire {
  readonly #stack: EmbeddedStack;
  readonly #latency: (service: ServiceName) => number;
  readonly #endpoints = new Map<ServiceName, Endpoint>();

  /** @param latency of one call there and back, milliseconds; none by default */
  constructor(stack: EmbeddedStack, latency: (service: ServiceName) => number = () => 0) {
    this.#stack = stack;
    this.#latency = latency;
    for (const service of Object.values(stack.services)) {
      this.#endpoints.set(service.name, endpoint(service, stack.script, stack.clock));
    }
  }

  /** What emnify's client sends with. */
  readonly fetch = async (input: Input, init?: RequestInit): Promise<Response> => {
    return this.#send('emnify', new Request(input, init));
  };

  /** What an SDK client is made with. @param caller who signs the calls; in AWS, the role of a function */
  aws(service: Exclude<ServiceName, 'emnify'>, caller?: string) {
    const url = inProcessUrl(service);
    return {
      endpoint: url,
      region: REGION,
      credentials: { accessKeyId: caller ?? ACCOUNT, secretAccessKey: 'not-a-secret' },
      // Where nobody asks who calls, the signature is only time lost.
      ...(caller === undefined ? { signer: { sign: async <T>(request: T) => request } } : {}),
      requestHandler: {
        handle: async ({ method, path, query = {}, headers, body }: SdkRequest) => {
          const request = new Request(`${url}${path}${queryText(query)}`, {
            method,
            headers,
            ...(body === undefined ? {} : { body }),
          });
          const answer = await this.#send(service, request);
          const bytes = new Uint8Array(await answer.arrayBuffer());
          return {
            response: { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body: bytes },
          };
        },
      },
    };
  }

  async #send(service: ServiceName, request: Request): Promise<Response> {
    const answers = this.#endpoints.get(service);
    if (answers === undefined) throw new Error(`expected a service, and ${service} is none`);
    const oneWay = this.#latency(service) / 2;
    if (oneWay > 0) await this.#stack.clock.sleep(oneWay);
    const answer = await answers(request);
    if (oneWay > 0) await this.#stack.clock.sleep(oneWay);
    if (!(answer instanceof Response)) throw new TypeError('fetch failed');
    return answer;
  }
}

function queryText(query: NonNullable<SdkRequest['query']>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ''].flat().map((one): [string, string] => [name, one]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}
