import type { KyInstance, Options } from 'ky';
import type { Clock } from '../../domain/ports.ts';
import type { Secret } from '../../domain/secret.ts';
import { readBody } from './body.ts';
import { fillPath, type Operation } from './operations.ts';
import type { ServerTime } from './server-time.ts';

export type Jwt = Secret<'jwt'>;

export type Fetch = NonNullable<Options['fetch']>;

export interface Call {
  readonly operation: Operation;
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** Sent as bearer token; absent on `POST /authenticate`. */
  readonly jwt?: Jwt;
  /** Request body, revealed only here, when it is sent. */
  readonly body?: () => unknown;
  /** Everything secret that emnify could echo; see `safe-text.ts`. */
  readonly secrets: readonly Secret<string>[];
}

/** emnify, or a proxy on the way, answered. */
export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

/** No whole answer came. */
export interface Silence {
  readonly kind: 'silence';
  /** Safe to print. */
  readonly reason: string;
  /** True only where it is certain that no byte of the request left. */
  readonly nothingSent: boolean;
}

const USER_AGENT = 'emnify-mfa-rotation';

/** One HTTP exchange over ky, sent at most once. ky's errors hold the request with its secrets, so none leaves this file. */
export class Transport {
  readonly #options: Options;
  #http: KyInstance | undefined;
  readonly #clock: Clock;
  readonly #serverTime: ServerTime;
  readonly #timeout: number;

  /** @param timeout of one exchange from connecting to the last byte, ms */
  constructor(apiUrl: URL, clock: Clock, serverTime: ServerTime, timeout: number, fetch?: Fetch) {
    this.#clock = clock;
    this.#serverTime = serverTime;
    this.#timeout = timeout;
    this.#options = {
      prefix: apiUrl,
      ...(fetch === undefined ? {} : { fetch }),
      retry: 0,
      throwHttpErrors: false,
      timeout,
      // A redirect would carry the password or code on to another address.
      redirect: 'manual',
      // The decisions rest on what emnify has now, not on a copy.
      cache: 'no-store',
      // With credentials, fetch refuses the answer 401 to a streamed body.
      credentials: 'omit',
      headers: { accept: 'application/json', 'user-agent': USER_AGENT },
    };
  }

  /** ky asks at once for what fetch can do, and Node loads all of fetch for that: steps that call nobody start without. */
  async #load(): Promise<KyInstance> {
    const { default: ky } = await import('ky');
    return ky.create(this.#options);
  }

  async send(call: Call): Promise<Answer | Silence> {
    this.#http ??= await this.#load();
    const sentAt = this.#clock.now();
    const started = performance.now();
    try {
      const path = fillPath(call.operation.path, call.parameters ?? {});
      const response = await this.#http(path, { method: call.operation.method, ...payload(call) });
      this.#serverTime.learn(response.headers, sentAt);
      const text = await readBody(response, Math.max(1, this.#timeout - (performance.now() - started)));
      return { kind: 'answer', status: response.status, text, retryAfter: response.headers.get('retry-after') };
    } catch (error) {
      return silence(error);
    }
  }
}

function payload({ jwt, body }: Call) {
  const authorization = jwt === undefined ? {} : { authorization: `Bearer ${jwt.reveal()}` };
  if (body === undefined) return { headers: authorization };
  const bytes = new TextEncoder().encode(JSON.stringify(body()));
  return {
    headers: { ...authorization, 'content-type': 'application/json', 'content-length': String(bytes.byteLength) },
    // fetch by itself sends a body again after a 421 (Fetch standard, HTTP-network-or-cache fetch); a stream it cannot.
    body: new Blob([bytes]).stream(),
  };
}

/** Codes of Node's resolver and connect(), and of undici's connect timeout: no connection was made, so nothing was sent. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

function silence(error: unknown): Silence {
  const code = errorCode(error);
  if (code !== undefined) return { kind: 'silence', reason: code, nothingSent: NOT_CONNECTED.has(code) };
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  return { kind: 'silence', reason: timedOut ? 'no answer in time' : 'the connection failed', nothingSent: false };
}

/** The first system or undici code on the chain of causes: ky wraps fetch's error, which wraps the socket's. */
function errorCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^[A-Z][A-Z0-9_]{1,39}$/.test(at.code)) return at.code;
  }
  return undefined;
}
