import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ALICE, DAY, MINUTE, PASSWORD, START, sha1, startEmnify, vendorError } from './support.ts';

const MfaToken = z.strictObject({ mfa_token: z.string() });
const BothTokens = z.strictObject({ auth_token: z.string(), refresh_token: z.string() });
const MY_USER = '/api/v1/user/my';

describe('an application token', () => {
  test('is exchanged for a JWT alone, good for 240 minutes of server time', async () => {
    const { authenticate, applicationToken, alice } = await startEmnify({ clockOffsetMs: 90_000 });

    const answer = await authenticate({ application_token: applicationToken });

    expect(answer.status).toBe(200);
    const { auth_token } = z.strictObject({ auth_token: z.string() }).parse(answer.json);
    const claims = JSON.parse(Buffer.from(auth_token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.exp * 1000).toBe(START + 90_000 + 240 * MINUTE);
    expect(alice.authentications).toEqual([{ at: START, by: 'application-token' }]);
  });

  test.each([
    ['unknown', async () => 'no-such-token'],
    [
      'revoked',
      async ({ portal, applicationToken }) => {
        portal.revokeToken(applicationToken);
        return applicationToken;
      },
    ],
    [
      'expired',
      async ({ portal, clock }) => {
        const token = portal.createToken({ expiresAt: START + DAY });
        await clock.advance(DAY);
        return token;
      },
    ],
    ['bound to other addresses', async ({ portal }) => portal.createToken({ ip: '198.51.100.0/24' })],
  ] satisfies [string, (started: Awaited<ReturnType<typeof startEmnify>>) => Promise<string>][])(
    'that is %s is answered 401 with an empty body',
    async (_, prepare) => {
      const started = await startEmnify();

      const answer = await started.authenticate({ application_token: await prepare(started) });

      expect(answer).toMatchObject({ status: 401, text: '' });
      expect(started.alice.authentications).toEqual([]);
    },
  );

  test('works before it expires, and from an address in its range', async () => {
    const { portal, authenticate } = await startEmnify();
    const token = portal.createToken({ expiresAt: START + 1, ip: '203.0.113.0/24' });

    expect((await authenticate({ application_token: token })).status).toBe(200);
  });

  test('leaves its JWT alive when it is revoked', async () => {
    const { call, portal, applicationToken } = await startEmnify();
    await call('GET', MY_USER);

    portal.revokeToken(applicationToken);

    expect((await call('GET', MY_USER)).status).toBe(200);
  });
});

describe('a JWT', () => {
  test('is refused with 1103 once its 240 minutes are over', async () => {
    const { call, clock } = await startEmnify();
    await call('GET', MY_USER);

    await clock.advance(240 * MINUTE - 1);
    expect((await call('GET', MY_USER)).status).toBe(200);
    await clock.advance(1);

    const answer = await call('GET', MY_USER);
    expect(answer).toMatchObject({ status: 401, json: vendorError(1103, 'TokenExpired') });
  });

  test.each(['', 'garbage', 'a.b.c'])('that reads "%s" is refused with 1102', async (jwt) => {
    const { send } = await startEmnify();

    expect(await send('GET', MY_USER, undefined, jwt)).toMatchObject({
      status: 401,
      json: vendorError(1102, 'InvalidToken'),
    });
  });

  test('is refused with 1102 where it is missing, was altered, or only stands for a password', async () => {
    const { send, jwtOf, applicationToken, portal, signIn } = await startEmnify();
    portal.addKey({ active: true });
    const [header, claims, signature] = (await jwtOf(applicationToken)).split('.');
    const others = Buffer.from(JSON.stringify({ sub: 1, purpose: 'auth', exp: 9_999_999_999 })).toString('base64url');
    const { mfa_token } = MfaToken.parse((await signIn()).json);

    for (const jwt of [undefined, `${header}.${others}.${signature}`, `${header}.${claims}.x`, mfa_token]) {
      expect(await send('GET', MY_USER, undefined, jwt)).toMatchObject({
        status: 401,
        json: vendorError(1102, 'InvalidToken'),
      });
    }
  });
});

describe('signing in with user name and password', () => {
  test('gives both tokens to a user without an active key', async () => {
    const { signIn, portal, alice } = await startEmnify();
    portal.addKey();

    const answer = await signIn();

    expect(answer.status).toBe(200);
    BothTokens.parse(answer.json);
    expect(alice.authentications).toEqual([{ at: START, by: 'credentials' }]);
  });

  test('asks a user with an active key for a code, and takes it once', async () => {
    const { signIn, portal, authenticate, code, alice } = await startEmnify();
    const { id } = portal.addKey({ active: true });

    const { mfa_token } = MfaToken.parse((await signIn()).json);
    expect(alice.authentications).toEqual([]);
    const second = { mfa_token, code: code(id) };
    BothTokens.parse((await authenticate(second)).json);

    expect(await authenticate(second)).toMatchObject({ status: 401, text: '' });
  });

  test('takes a code twice where the server does not mind', async () => {
    const { signIn, portal, authenticate, code } = await startEmnify({ codeReplay: 'accepted' });
    const { id } = portal.addKey({ active: true });
    const { mfa_token } = MfaToken.parse((await signIn()).json);

    for (const _ of [1, 2]) expect((await authenticate({ mfa_token, code: code(id) })).status).toBe(200);
  });

  test('trusts a device that was named with the code, for as many days as the switch says', async () => {
    const { signIn, portal, authenticate, code, clock, alice } = await startEmnify({ trustDays: 30 });
    const { id } = portal.addKey({ active: true });
    const { mfa_token } = MfaToken.parse((await signIn()).json);
    const trusted_device = { fingerprint: 'f1', operating_system: 'macOS', browser: 'Safari' };
    await authenticate({ mfa_token, code: code(id), trusted_device });
    const credentials = { username: ALICE, password: sha1(PASSWORD), fingerprint: 'f1' };

    await clock.advance(30 * DAY - 1);
    BothTokens.parse((await authenticate(credentials)).json);
    await clock.advance(1);
    MfaToken.parse((await authenticate(credentials)).json);
    expect(alice.devices).toMatchObject([{ fingerprint: 'f1', operatingSystem: 'macOS', activatedAt: START }]);
  });

  test('asks for a code on a device that is not trusted, or no longer', async () => {
    const { portal, authenticate } = await startEmnify();
    portal.addKey({ active: true });
    const device = portal.addDevice({ fingerprint: 'f1' });
    const signInFrom = (fingerprint: string) =>
      authenticate({ username: ALICE, password: sha1(PASSWORD), fingerprint });

    BothTokens.parse((await signInFrom('f1')).json);
    MfaToken.parse((await signInFrom('f2')).json);
    portal.deleteDevice(device.id);
    MfaToken.parse((await signInFrom('f1')).json);
  });

  test('counts the days of a device from when it was last trusted', async () => {
    const { portal, alice, clock } = await startEmnify();
    const first = portal.addDevice({ fingerprint: 'f1' });
    await clock.advance(DAY);

    expect(portal.addDevice({ fingerprint: 'f1' }).id).toBe(first.id);

    expect(alice.devices).toMatchObject([{ id: first.id, activatedAt: START + DAY }]);
  });

  test('answers 401 with an empty body to a wrong password, the plain password, a wrong code and a stale mfa_token', async () => {
    const { signIn, portal, authenticate, code, clock } = await startEmnify({ lockoutMinutes: 5 });
    const { id } = portal.addKey({ active: true });
    const { mfa_token } = MfaToken.parse((await signIn()).json);
    const refused = { status: 401, text: '' };

    expect(await signIn('wrong')).toMatchObject(refused);
    expect(await authenticate({ username: ALICE, password: PASSWORD })).toMatchObject(refused);
    await signIn();
    await clock.advance(5 * MINUTE);
    expect(await authenticate({ mfa_token, code: code(id) })).toMatchObject(refused);
    expect(await authenticate({ mfa_token: 'garbage', code: code(id) })).toMatchObject(refused);
  });

  test.each([
    ['empty-401', { status: 401, text: '' }],
    ['not-found-404', { status: 404, json: vendorError(1201, 'NotFound') }],
  ] as const)('answers an unknown user name as the switch says: %s', async (unknownUser, expected) => {
    const { authenticate } = await startEmnify({ unknownUser });

    expect(await authenticate({ username: 'nobody', password: sha1(PASSWORD) })).toMatchObject(expected);
  });
});

test.each([
  [{}],
  [{ application_token: '' }],
  [{ application_token: 7 }],
  [{ application_token: 'x', surplus: 1 }],
  [{ username: ALICE }],
  [{ mfa_token: 'x', code: '123456', trusted_device: { fingerprint: 'f' } }],
  [[]],
])('authenticate answers 400 to the malformed body %j', async (body) => {
  const { authenticate } = await startEmnify();

  expect(await authenticate(body)).toMatchObject({ status: 400, json: vendorError(1400, 'InputValidationFailed') });
});
