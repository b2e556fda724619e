import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Listening, listen, type Silence } from '../../../local/service.ts';
import { immediately } from '../../support/immediate-retries.ts';

type Answer = Response | Silence;

/** One call as it came over HTTP. */
interface ReceivedCall {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A server that gives prepared answers in order, the last one again and again, and remembers what it was asked. */
export class ScriptedAws {
  readonly calls: ReceivedCall[] = [];
  readonly #answers: (() => Answer)[] = [];
  #server: Listening | undefined;

  async start(): Promise<void> {
    this.#server = await listen(async (request) => {
      const action = request.headers.get('x-amz-target')?.replace('secretsmanager.', '') ?? '';
      this.calls.push({ action, input: z.record(z.string(), z.unknown()).parse(await request.json()) });
      const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0];
      return answer === undefined ? error('NothingPrepared') : answer();
    });
  }

  /** Forgets what was prepared and received before. */
  answers(...answers: readonly (() => Answer)[]): void {
    this.calls.length = 0;
    this.#answers.splice(0, this.#answers.length, ...answers);
  }

  actions(): readonly string[] {
    return this.calls.map(({ action }) => action);
  }

  client(patience?: number): SecretsManagerClient {
    return clientOf(this.#server?.url ?? '', patience);
  }

  async stop(): Promise<void> {
    await this.#server?.close();
  }
}

/**
 * The real client, which tries three times without a pause.
 * @param patience how long it waits for an answer, real milliseconds: long enough for a busy machine, short where silence is tested
 */
export function clientOf(endpoint: string, patience = 5_000): SecretsManagerClient {
  return new SecretsManagerClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { requestTimeout: patience, throwOnRequestTimeout: true },
    retryStrategy: immediately(3),
  });
}

const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' };

export function ok(body: object = {}): () => Response {
  return () => new Response(JSON.stringify(body), { headers: JSON_1_1 });
}

/** An answer as AWS refuses; `code` is the exception's name. */
export function refusal(code: string, status = 400, message = 'canary-of-aws-message'): () => Response {
  return () => error(code, status, message);
}

function error(code: string, status = 400, message = ''): Response {
  return new Response(JSON.stringify({ __type: code, message }), { status, headers: JSON_1_1 });
}

export function page(status: number): () => Response {
  return () =>
    new Response('<html><body>canary-of-page</body></html>', { status, headers: { 'content-type': 'text/html' } });
}

export const cut = (): Silence => 'cut';
export const hang = (): Silence => 'hang';
