import { type Input, TimeoutError } from 'ky';
import { ACCOUNT, REGION } from '../../../local/account.ts';
import type { ServiceName } from '../../../local/faults.ts';
import { inProcessUrl } from '../../../local/stack.ts';
import { currentInvocation } from './invocation.ts';

/** Of one attempt, milliseconds, as `createEmnify` and each function's `dependencies.ts` set them. */
const TIMEOUTS = {
  emnify: 8_000,
  secretsmanager: 3_000,
  scheduler: 2_000,
  lambda: 65_000,
} as const satisfies Partial<Record<ServiceName, number>>;

/** emnify's client sends these again by itself; what carries a password or a code goes out once. */
const EMNIFY_REPEATS = /^(GET|DELETE) |\/authenticate$/;

/** What ky sends with, in whichever invocation it runs. */
export async function emnifyFetch(input: Input, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const name = `${request.method} ${new URL(request.url).pathname}`;
  const answer = await currentInvocation().network.send('emnify', request, {
    name,
    isRetried: EMNIFY_REPEATS.test(name),
    timeoutMs: TIMEOUTS.emnify,
  });
  if (answer === 'timeout') throw new TimeoutError(request);
  if (answer === 'cut') throw new TypeError('fetch failed', { cause: reset() });
  return answer;
}

/** What the SDK's clients are made with, for whichever invocation they run in. */
export function awsClients() {
  return {
    secretsManager: awsClient('secretsmanager'),
    scheduler: awsClient('scheduler'),
    lambda: awsClient('lambda'),
  };
}

/** The part of an SDK's request that is read. */
interface SdkRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** The SDK's own judgement of what to send again, without its pauses. */
function awsClient(service: Exclude<keyof typeof TIMEOUTS, 'emnify'>) {
  let maxAttempts = 1;
  return {
    endpoint: inProcessUrl(service),
    region: REGION,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'not-a-secret' },
    retryStrategy: atOnce(() => maxAttempts),
    // Nobody looks at the signature.
    signer: { sign: async <T>(request: T) => request },
    requestHandler: {
      handle: async ({ method, hostname, path, query = {}, headers, body }: SdkRequest) => {
        // The client says in every request how often it may try.
        maxAttempts = Number(/max=(\d+)/.exec(headers['amz-sdk-request'] ?? '')?.[1] ?? 1);
        const name = headers['amz-sdk-invocation-id'] ?? '';
        const invocation = currentInvocation();
        const request = new Request(`https://${hostname}${path}${queryText(query)}`, {
          method,
          headers,
          ...(body === undefined
            ? {}
            : { body: drawsToken(service, headers) ? withToken(body, invocation.token(name)) : body }),
        });
        const answer = await invocation.network.send(service, request, {
          name,
          isRetried: maxAttempts > 1,
          timeoutMs: TIMEOUTS[service],
        });
        if (answer === 'timeout') throw Object.assign(new Error('no answer in time'), { name: 'TimeoutError' });
        if (answer === 'cut') throw reset();
        const response = {
          statusCode: answer.status,
          headers: Object.fromEntries(answer.headers),
          body: new Uint8Array(await answer.arrayBuffer()),
        };
        return { response };
      },
    },
  };
}

/** Whether the SDK draws a token for the call, which the product leaves to it. */
function drawsToken(service: ServiceName, headers: SdkRequest['headers']): boolean {
  return service === 'scheduler' || headers['x-amz-target'] === 'secretsmanager.RotateSecret';
}

/** With a token that is the same in every run: else no two stories would be the same. */
function withToken(body: NonNullable<SdkRequest['body']>, token: string): string {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  return text.replace(/"(ClientToken|ClientRequestToken)":"[^"]*"/, (_, member) => `"${member}":"${token}"`);
}

/** The error of Node's socket where the other side has gone. */
function reset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
}

function queryText(query: NonNullable<SdkRequest['query']>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ''].flat().map((one): [string, string] => [name, one]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

function atOnce(maxAttempts: () => number) {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  return {
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (
      last: { getRetryCount(): number },
      { errorType }: { readonly errorType: string },
    ) => {
      const count = last.getRetryCount() + 1;
      if (errorType === 'CLIENT_ERROR' || count >= maxAttempts()) throw new Error('no more attempts');
      return token(count);
    },
    recordSuccess: () => {},
  };
}
