import { createHash } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import * as z from 'zod';
import { VirtualClock } from '../../../local/clock.ts';
import { EmnifySimulator } from '../../../local/emnify/simulator.ts';
import type { Switches } from '../../../local/emnify/switches.ts';
import { codeAt } from '../../../local/emnify/totp.ts';
import { FaultScript } from '../../../local/faults.ts';
import { endpoint, listen } from '../../../local/service.ts';

export const START = Date.parse('2026-03-01T12:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const ALICE = 'alice@example.com';
export const PASSWORD = 'correct horse';

export const CreatedKey = z.strictObject({
  id: z.number(),
  status: z.strictObject({ id: z.number(), description: z.string() }),
  type: z.strictObject({ id: z.number(), description: z.string() }),
  creation_date: z.iso.datetime(),
  secret_key: z.string(),
  otpauth: z.string(),
});
const AuthToken = z.object({ auth_token: z.string() });

export function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

/** A running simulator with the user Alice, and a client for it that knows nothing but HTTP. */
export async function startEmnify(switches: Partial<Switches> = {}, seed?: string) {
  const clock = new VirtualClock(START);
  const emnify = new EmnifySimulator(clock, switches, seed);
  const script = new FaultScript();
  const { url, close } = await listen(endpoint(emnify, script, clock));
  onTestFinished(close);
  emnify.addUser({ username: ALICE, password: PASSWORD });
  const applicationToken = emnify.portal(ALICE).createToken();

  async function send(method: string, path: string, body?: unknown, jwt?: string): Promise<Answer> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(jwt === undefined ? {} : { authorization: `Bearer ${jwt}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
  }

  const authenticate = (body: unknown) => send('POST', '/api/v1/authenticate', body);
  const jwtOf = async (token: string) =>
    AuthToken.parse((await authenticate({ application_token: token })).json).auth_token;
  let jwt: Promise<string> | undefined;
  /** A call of Alice's, under one JWT. */
  const call = async (method: string, path: string, body?: unknown) => {
    jwt ??= jwtOf(applicationToken);
    return send(method, path, body, await jwt);
  };

  return {
    clock,
    emnify,
    script,
    url,
    applicationToken,
    send,
    call,
    authenticate,
    jwtOf,
    alice: emnify.user(ALICE),
    portal: emnify.portal(ALICE),
    signIn: (password = PASSWORD) => authenticate({ username: ALICE, password: sha1(password) }),
    createKey: (password = sha1(PASSWORD)) => call('POST', '/api/v1/user/mfa', { type: { id: 0 }, password }),
    activateKey: (id: number, code: string) => call('PATCH', `/api/v1/user/mfa/${id}`, { status: { id: 1 }, code }),
    /** The key's code now in server time, or `steps` time-steps away. */
    code: (id: number, steps = 0) => {
      const key = emnify.user(ALICE).keys.find((candidate) => candidate.id === id);
      if (key === undefined) throw new Error(`no key ${id}`);
      return codeAt(key, emnify.serverTime() + steps * key.period * 1000);
    },
  };
}
export type Started = Awaited<ReturnType<typeof startEmnify>>;

/** The vendor's error body with this `error_code` and `error_token`. */
export function vendorError(code: number, token: string) {
  return { error_code: code, error_token: token, message: expect.any(String) };
}
