import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DeviceId, KeyId } from '../../../functions/domain/identifiers.ts';
import { Secret } from '../../../functions/domain/secret.ts';
import { ALL, CODE, WITH_JWT } from './calls.ts';
import { AUTHENTICATE, CREDENTIALS, json, jwt, noContent, ScriptedEmnify, START, text } from './scripted-emnify.ts';

const SECRET_KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const OTPAUTH = `otpauth://totp/emnify:robot?secret=${SECRET_KEY}&issuer=emnify`;

describe('authenticate', () => {
  test('exchanges the application token', async () => {
    const server = await ScriptedEmnify.start();

    await server.account().authenticate();

    const { body, headers } = server.last(AUTHENTICATE);
    expect(JSON.parse(body)).toEqual({ application_token: 'appToken-c4n4ry-9f8e7d6c5b4a' });
    expect(headers.get('authorization')).toBeNull();
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('content-length')).toBe(String(body.length));
  });

  test('takes no answer without a token that can be sent', async () => {
    for (const answer of [{}, { mfa_token: 'abc' }, { auth_token: '' }, { auth_token: 'two\nlines' }, 7]) {
      const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, json(200, answer));

      await expect(server.account().authenticate()).rejects.toMatchObject({ kind: 'unexpected-answer' });
    }
  });
});

describe('signIn', () => {
  test('sends the stored SHA-1 and learns that a code would be wanted', async () => {
    const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, json(200, { mfa_token: 'half-way' }));

    expect(await server.account().signIn()).toBe('mfa-required');
    expect(JSON.parse(server.last(AUTHENTICATE).body)).toEqual({
      username: 'robot+mfa@example.com',
      password: CREDENTIALS.password.reveal(),
    });
  });

  test('hashes a password that is stored as plain text', async () => {
    const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, json(200, { auth_token: 'j', refresh_token: 'r' }));
    const account = server.account({ password: Secret.of('pässword'), passwordFormat: 'plain' });

    expect(await account.signIn()).toBe('signed-in');
    const sha1 = createHash('sha1').update('pässword').digest('hex');
    expect(JSON.parse(server.last(AUTHENTICATE).body)).toMatchObject({ password: sha1 });
  });

  test('keeps none of the tokens that it was given', async () => {
    const server = (await ScriptedEmnify.start())
      .on(
        AUTHENTICATE,
        json(200, { auth_token: jwt(START + 9e6, 'signed-in') }),
        json(200, { auth_token: jwt(START + 9e6, 'application-token') }),
      )
      .on('GET /api/v1/user/mfa/type', json(200, []));
    const account = server.account();
    await account.signIn();

    await account.keyTypes();

    expect(server.count(AUTHENTICATE)).toBe(2);
    expect(server.last('GET /api/v1/user/mfa/type').headers.get('authorization')).toBe(
      `Bearer ${jwt(START + 9e6, 'application-token')}`,
    );
  });
});

describe('createKey', () => {
  const POST = 'POST /api/v1/user/mfa';
  const created = { id: 719, status: { id: 0 }, type: { id: 0 }, secret_key: SECRET_KEY, otpauth: OTPAUTH };

  test('sends the password as stored and hands the secret on, wrapped', async () => {
    const answer = json(200, { ...created, creation_date: '2026-11-20T10:00:00Z' });
    const server = (await ScriptedEmnify.start()).on(POST, answer);

    const key = await server.account().createKey();

    expect(JSON.parse(server.last(POST).body)).toEqual({
      type: { id: 0 },
      password: CREDENTIALS.password.reveal(),
    });
    expect(key).toMatchObject({ id: 719, createdAt: START });
    expect([key.secretKey.reveal(), key.otpauth.reveal()]).toEqual([SECRET_KEY, OTPAUTH]);
    expect(JSON.stringify(key)).not.toContain(SECRET_KEY);
  });

  test('sends plain text where the credentials say so', async () => {
    const server = (await ScriptedEmnify.start()).on(POST, json(200, created));

    const key = await server.account({ password: Secret.of('p"ä'), passwordFormat: 'plain' }).createKey();

    expect(JSON.parse(server.last(POST).body)).toMatchObject({ password: 'p"ä' });
    expect(key).not.toHaveProperty('createdAt');
  });

  test.each([
    ['an HTML page', text(200, '<html>hello</html>')],
    ['nothing', text(200, '')],
    ['half of the JSON', text(200, JSON.stringify(created).slice(0, 40))],
    ['no id', json(200, { ...created, id: undefined })],
    ['a broken id', json(200, { ...created, id: 719.5 })],
    ['no secret', json(200, { ...created, secret_key: undefined })],
    ['a secret that is not Base32', json(200, { ...created, secret_key: 'not base 32!' })],
    ['no otpauth', json(200, { ...created, otpauth: undefined })],
    ['an hotp URI', json(200, { ...created, otpauth: 'otpauth://hotp/x' })],
    ['204', noContent],
  ])('does not know whether there is a new key when the answer is %s', async (_, answer) => {
    const server = (await ScriptedEmnify.start()).on(POST, answer);

    await expect(server.account().createKey()).rejects.toMatchObject({ kind: 'outcome-unknown' });
    expect(server.count(POST)).toBe(1);
  });
});

describe('activateKey', () => {
  const PATCH = 'PATCH /api/v1/user/mfa/717';

  test('sends the code for the key', async () => {
    const server = (await ScriptedEmnify.start()).on(PATCH, noContent);

    await server.account().activateKey(KeyId.parse(717), Secret.of('012345'));

    expect(JSON.parse(server.last(PATCH).body)).toEqual({ status: { id: 1 }, code: '012345' });
  });

  test('does not take a page with status 200 for an activation', async () => {
    const server = (await ScriptedEmnify.start()).on(PATCH, text(200, '<html>welcome to the hotel</html>'));

    const activation = server.account().activateKey(KeyId.parse(717), Secret.of(CODE));

    await expect(activation).rejects.toMatchObject({ kind: 'outcome-unknown' });
  });
});

describe('deletes', () => {
  test('use the own-user paths', async () => {
    const server = (await ScriptedEmnify.start())
      .on('DELETE /api/v1/user/my/mfa/717', noContent)
      .on('DELETE /api/v1/user/my/mfa/trusted_device/31', noContent);
    const account = server.account();

    await account.deleteKey(KeyId.parse(717));
    await account.deleteTrustedDevice(DeviceId.parse(31));

    expect(server.count('DELETE /api/v1/user/my/mfa/717')).toBe(1);
    expect(server.count('DELETE /api/v1/user/my/mfa/trusted_device/31')).toBe(1);
  });

  test('do not take a page with status 200 for a deletion', async () => {
    const server = (await ScriptedEmnify.start()).on('DELETE /api/v1/user/my/mfa/717', text(200, '<html></html>'));

    const deletion = server.account().deleteKey(KeyId.parse(717));

    await expect(deletion).rejects.toMatchObject({ kind: 'unexpected-answer' });
  });
});

describe('lookups', () => {
  test('list ids and descriptions', async () => {
    const server = (await ScriptedEmnify.start())
      .on('GET /api/v1/user/mfa/status', text(200, '[{"id":0.0,"description":"Activation Pending"},{"id":1}]'))
      .on('GET /api/v1/user/mfa/type', json(200, [{ id: 0, description: null, more: true }]));
    const account = server.account();

    expect(await account.keyStatuses()).toEqual([{ id: 0, description: 'Activation Pending' }, { id: 1 }]);
    expect(await account.keyTypes()).toEqual([{ id: 0 }]);
  });
});

describe('trustedDevices', () => {
  const GET = 'GET /api/v1/user/my/mfa/trusted_device';

  test('tells of each device what emnify sent', async () => {
    const server = (await ScriptedEmnify.start()).on(
      GET,
      json(200, [
        { id: 31, operating_system: 'Linux', browser: 'Firefox', activation_date: '2026-10-01T00:00:00Z' },
        { id: 32, operating_system: null, activation_date: 'yesterday' },
      ]),
    );

    expect(await server.account().trustedDevices()).toEqual([
      { id: 31, operatingSystem: 'Linux', browser: 'Firefox', activatedAt: Date.parse('2026-10-01T00:00:00Z') },
      { id: 32 },
    ]);
  });

  test('takes what a device calls itself for a plain line of some 64 characters: whoever trusts a device chooses it', async () => {
    const browser = 'Firefox\u001b]0;pwned\u001b\\\u001b[1A\u009b2K\r\n\u0007\u202eon';
    const server = (await ScriptedEmnify.start()).on(
      GET,
      json(200, [{ id: 31, operating_system: `Linux ${'x'.repeat(1_000)}`, browser }]),
    );

    const [device] = await server.account().trustedDevices();

    expect(device?.browser).toBe('Firefox ]0;pwned \\ [1A 2K on');
    expect(device?.operatingSystem).toBe(`Linux ${'x'.repeat(58)}`);
  });

  test('fails as a whole where one device cannot be read', async () => {
    const server = (await ScriptedEmnify.start()).on(GET, json(200, [{ id: 31 }, { browser: 'Firefox' }]));

    await expect(server.account().trustedDevices()).rejects.toMatchObject({ kind: 'unexpected-answer' });
  });
});

describe('every call', () => {
  test.each(ALL)('$name asks for JSON, names the product and accepts no copy', async ({ call, run }) => {
    const server = await ScriptedEmnify.start();

    await run(server.account()).catch(() => undefined);

    const { headers } = server.last(call);
    expect(headers.get('accept')).toBe('application/json');
    expect(headers.get('user-agent')).toBe('emnify-mfa-rotation');
    expect(headers.get('cache-control')).toBe('no-cache');
  });

  test.each(WITH_JWT)('$name carries the JWT', async ({ call, run }) => {
    const server = await ScriptedEmnify.start();

    await run(server.account()).catch(() => undefined);

    expect(server.last(call).headers.get('authorization')).toBe(`Bearer ${jwt(START + 14_400_000)}`);
  });

  test.each(ALL)('$name follows no redirect', async ({ call, run }) => {
    const server = (await ScriptedEmnify.start()).on(call, text(307, '', { location: '/elsewhere' }));

    await expect(run(server.account())).rejects.toMatchObject({ kind: 'unexpected-answer' });
    expect(server.count(call.replace(/\/api.*/, '/elsewhere'))).toBe(0);
    expect(server.count(call)).toBe(1);
  });

  test('goes below the path of the configured address', async () => {
    const server = (await ScriptedEmnify.start()).on('POST /proxy/api/v1/authenticate', json(200, { auth_token: 'j' }));

    await server.client({ path: '/proxy/' }).as(CREDENTIALS).authenticate();

    expect(server.received.map(({ call }) => call)).toEqual(['POST /proxy/api/v1/authenticate']);
  });
});
