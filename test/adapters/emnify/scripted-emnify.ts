import { onTestFinished } from 'vitest';
import { createEmnify } from '../../../functions/adapters/emnify/client.ts';
import type { Emnify, EmnifyAccount } from '../../../functions/domain/ports.ts';
import { Secret } from '../../../functions/domain/secret.ts';
import type { Credentials } from '../../../functions/domain/secret-values.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { listen, type Silence } from '../../../local/service.ts';

export const START = Date.parse('2026-11-20T10:00:00Z');

export const CREDENTIALS: Credentials = {
  applicationToken: Secret.of('appToken-c4n4ry-9f8e7d6c5b4a'),
  username: 'robot+mfa@example.com',
  // SHA-1 of `correct horse battery staple`.
  password: Secret.of('abf7aad6438836dbe526aa231abde2d0eef74d42'),
  passwordFormat: 'sha1',
};

/** One request as it came. */
export interface Received {
  /** `GET /api/v1/user/mfa/status` */
  readonly call: string;
  readonly headers: Headers;
  readonly body: string;
}

export type Reply = (request: Received) => Response | Silence | Promise<Response | Silence>;

export const cut: Reply = () => 'cut';
export const hang: Reply = () => 'hang';
export const noContent: Reply = () => new Response(null, { status: 204 });

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return text(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return () => new Response(body, { status, headers });
}

/** A JWT that ends at `exp` (epoch ms). */
export function jwt(exp: number, mark = 'a'): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part({ exp: exp / 1_000, sub: mark })}.c2lnbmF0dXJl`;
}

export const AUTHENTICATE = 'POST /api/v1/authenticate';
const FOUR_HOURS = 4 * 60 * 60_000;

interface ClientOptions {
  /** Real milliseconds. */
  readonly timeout?: number;
  /** What every draw of the jitter gives. */
  readonly random?: number;
  readonly path?: string;
}

/** A server on loopback that answers as it was told, and a client of it; both end with the test. */
export class ScriptedEmnify {
  readonly clock = new VirtualClock(START);
  readonly received: Received[] = [];
  readonly #replies = new Map<string, Reply[]>();
  #url = '';

  static async start(): Promise<ScriptedEmnify> {
    const server = new ScriptedEmnify();
    const { url, close } = await listen((request) => server.#answer(request));
    onTestFinished(close);
    server.#url = url;
    return server.on(AUTHENTICATE, json(200, { auth_token: jwt(START + FOUR_HOURS) }));
  }

  /** The replies to this call in turn; the last one again and again. */
  on(call: string, ...replies: Reply[]): this {
    this.#replies.set(call, replies);
    return this;
  }

  account(credentials: Partial<Credentials> = {}, options: ClientOptions = {}): EmnifyAccount {
    return this.client(options).as({ ...CREDENTIALS, ...credentials });
  }

  client({ timeout = 2_000, random = 0.5, path = '' }: ClientOptions = {}): Emnify {
    const apiUrl = new URL(path, this.#url);
    return createEmnify({ apiUrl, clock: this.clock, random: () => random, timeout });
  }

  count(call: string): number {
    return this.received.filter((received) => received.call === call).length;
  }

  last(call: string): Received {
    const found = this.received.findLast((received) => received.call === call);
    if (found === undefined) throw new Error(`no ${call} came, only ${this.received.map((r) => r.call).join(', ')}`);
    return found;
  }

  async #answer(request: Request): Promise<Response | Silence> {
    const { pathname } = new URL(request.url);
    const call = `${request.method} ${pathname}`;
    const received = { call, headers: request.headers, body: await request.text() };
    this.received.push(received);
    const replies = this.#replies.get(call) ?? [text(418, `not scripted: ${call}`)];
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    const answer = await reply?.(received);
    if (answer instanceof Response && !answer.headers.has('date')) {
      answer.headers.set('date', new Date(this.clock.now()).toUTCString());
    }
    return answer ?? 'cut';
  }
}
