import { BlockList } from 'node:net';
import type { Context } from 'hono';
import * as z from 'zod';
import { answer } from '../answers.ts';
import { acceptsCode } from '../key-rules.ts';
import { accepted, admit, refused } from '../lockout.ts';
import type { Operation } from '../operation.ts';
import { sha1 } from '../password.ts';
import type { ApplicationTokenRecord, KeyRecord, UserRecord } from '../records.ts';
import { badCredentials, malformed, notFound } from '../refusal.ts';
import { json } from '../request.ts';
import type { World } from '../world.ts';

/** "JWT, good for 240 minutes" (the vendor's guide on JWTs). */
const AUTH_MINUTES = 240;
/** No document says how long an `mfa_token` lasts. */
const MFA_MINUTES = 5;
const DAY = 86_400_000;
/** The address that every client has, from the range for documentation (RFC 5737). */
const CLIENT_ADDRESS = '203.0.113.10';

const text = z.string().min(1);
const ApplicationToken = z.strictObject({ application_token: text });
const Credentials = z.strictObject({ username: text, password: text, fingerprint: z.optional(text) });
const SecondFactor = z.strictObject({
  mfa_token: text,
  code: text,
  trusted_device: z.optional(
    z.strictObject({ fingerprint: text, operating_system: text, browser: text, name: z.optional(text) }),
  ),
});
const Authentication = z.union([ApplicationToken, Credentials, SecondFactor]);

export const authenticateOperations: readonly Operation[] = [
  { method: 'POST', template: '/api/v1/authenticate', kind: 'authenticate', handle: authenticate },
];

async function authenticate(world: World, c: Context): Promise<Response> {
  const parsed = Authentication.safeParse(await json(c));
  if (!parsed.success) {
    throw malformed('expected an application token, credentials, or an mfa_token with a code, and nothing else');
  }
  if ('application_token' in parsed.data) return withApplicationToken(world, parsed.data);
  return 'mfa_token' in parsed.data ? withCode(world, parsed.data) : withPassword(world, parsed.data);
}

function withApplicationToken(world: World, request: z.infer<typeof ApplicationToken>): Response {
  const found = world.accounts.byApplicationToken(request.application_token);
  if (found === undefined) throw badCredentials();
  const { user, record } = found;
  admit(world, user, 'application-token');
  if (!isUsable(record, world.serverClock.now())) {
    refused(world, user, 'application-token');
    throw badCredentials();
  }
  accepted(world, user, 'application-token', true);
  return answer(world, { auth_token: authToken(world, user, 'application-token') });
}

function withPassword(world: World, request: z.infer<typeof Credentials>): Response {
  const user = world.accounts.byUsername(request.username);
  if (user === undefined) {
    throw world.switches.unknownUser === 'not-found-404' ? notFound('User') : badCredentials();
  }
  admit(world, user, 'password');
  if (request.password !== sha1(user.password)) {
    refused(world, user, 'password');
    throw badCredentials();
  }
  const needsCode = activeKeys(user).length > 0 && !isTrusted(world, user, request.fingerprint);
  accepted(world, user, 'password', !needsCode);
  if (!needsCode) return bothTokens(world, user);
  return answer(world, { mfa_token: world.jwts.issue(user.id, 'mfa', world.serverClock.now(), MFA_MINUTES) });
}

function withCode(world: World, request: z.infer<typeof SecondFactor>): Response {
  const now = world.serverClock.now();
  const read = world.jwts.read(request.mfa_token, 'mfa', now);
  const user = typeof read === 'object' ? world.accounts.byId(read.userId) : undefined;
  if (user === undefined) throw badCredentials();
  admit(world, user, 'code');
  if (!activeKeys(user).some((key) => acceptsCode(world, key, request.code))) {
    refused(world, user, 'code');
    throw badCredentials();
  }
  accepted(world, user, 'code', true);
  if (request.trusted_device !== undefined) {
    const { fingerprint, operating_system: operatingSystem, browser } = request.trusted_device;
    world.accounts.trustDevice(user, { fingerprint, operatingSystem, browser, activatedAt: world.clock.now() });
  }
  return bothTokens(world, user);
}

/** @param now server time */
function isUsable({ revokedAt, expiresAt, ip }: ApplicationTokenRecord, now: number): boolean {
  if (revokedAt !== undefined || (expiresAt !== undefined && now >= expiresAt)) return false;
  if (ip === undefined) return true;
  const [network = '', prefix = '32'] = ip.split('/');
  const range = new BlockList();
  range.addSubnet(network, Number(prefix));
  return range.check(CLIENT_ADDRESS);
}

function isTrusted({ clock, switches }: World, user: UserRecord, fingerprint: string | undefined): boolean {
  return user.devices.some(
    (device) =>
      device.fingerprint === fingerprint &&
      device.deletedAt === undefined &&
      clock.now() < device.activatedAt + switches.trustDays * DAY,
  );
}

function activeKeys(user: UserRecord): KeyRecord[] {
  return user.keys.filter(({ state }) => state === 'active');
}

function authToken(world: World, user: UserRecord, by: 'application-token' | 'credentials'): string {
  world.accounts.recordAuthentication(user, by);
  return world.jwts.issue(user.id, 'auth', world.serverClock.now(), AUTH_MINUTES);
}

function bothTokens(world: World, user: UserRecord): Response {
  const auth_token = authToken(world, user, 'credentials');
  return answer(world, {
    auth_token,
    refresh_token: world.jwts.issue(user.id, 'refresh', world.serverClock.now(), AUTH_MINUTES),
  });
}
