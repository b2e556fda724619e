import { describe, expect, test } from 'vitest';
import { Secret } from '../../../functions/domain/secret.ts';
import { failureOf, REPEATABLE } from './calls.ts';
import { AUTHENTICATE, CREDENTIALS, json, jwt, type Reply, ScriptedEmnify, START, text } from './scripted-emnify.ts';

const TYPES = 'GET /api/v1/user/mfa/type';
const MINUTE = 60_000;

/** A JWT of its own for each authentication: `Bearer` and the mark tell them apart. */
const token = (mark: string, exp = START + 240 * MINUTE): Reply => json(200, { auth_token: jwt(exp, mark) });
const bearer = (mark: string, exp = START + 240 * MINUTE) => `Bearer ${jwt(exp, mark)}`;
const expired = json(401, { error_code: 1103, error_token: 'TokenExpired' });

describe('a JWT', () => {
  test('serves every call of every account object with the same application token', async () => {
    const server = (await ScriptedEmnify.start()).on(TYPES, json(200, []));
    const client = server.client();

    await client.as(CREDENTIALS).authenticate();
    await client.as(CREDENTIALS).keyTypes();
    await client.as(CREDENTIALS).keyTypes();

    expect(server.count(AUTHENTICATE)).toBe(1);
  });

  test('is not shared with another application token', async () => {
    const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, token('a'), token('b')).on(TYPES, json(200, []));
    const client = server.client();
    await client.as(CREDENTIALS).keyTypes();

    await client.as({ ...CREDENTIALS, applicationToken: Secret.of('another-token') }).keyTypes();

    expect(server.last(TYPES).headers.get('authorization')).toBe(bearer('b'));
  });

  test('is used until two minutes before its end, by the clock of the server', async () => {
    const server = await ScriptedEmnify.start();
    const ahead = 90 * 1_000;
    const date: Record<string, string> = {};
    const dated: Reply = () => {
      date['date'] = new Date(server.clock.now() + ahead).toUTCString();
      return new Response(JSON.stringify({ auth_token: jwt(START + ahead + 240 * MINUTE) }), { headers: date });
    };
    server.on(AUTHENTICATE, dated);
    const account = server.account();

    await account.authenticate();
    await server.clock.advance(238 * MINUTE - 1_000);
    await account.authenticate();
    expect(server.count(AUTHENTICATE)).toBe(1);

    await server.clock.advance(1_000);
    await account.authenticate();
    expect(server.count(AUTHENTICATE)).toBe(2);
  });

  test.each([
    ['is no JWT', 'opaque'],
    ['has no exp', `x.${Buffer.from('{}').toString('base64url')}.y`],
    ['has an exp that is no number', `x.${Buffer.from('{"exp":"soon"}').toString('base64url')}.y`],
    ['has claims that are no JSON', 'x.bm9uc2Vuc2U.y'],
  ])('that %s is used for a few minutes', async (_, auth_token) => {
    const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, json(200, { auth_token }));
    const account = server.account();

    await account.authenticate();
    await server.clock.advance(7 * MINUTE);
    await account.authenticate();
    expect(server.count(AUTHENTICATE)).toBe(1);

    await server.clock.advance(2 * MINUTE);
    await account.authenticate();
    expect(server.count(AUTHENTICATE)).toBe(2);
  });

  test('is asked for once by calls at the same time', async () => {
    const server = (await ScriptedEmnify.start()).on(TYPES, json(200, []));
    const client = server.client();

    await Promise.all([1, 2, 3, 4].map(() => client.as(CREDENTIALS).keyTypes()));

    expect(server.count(AUTHENTICATE)).toBe(1);
  });

  test('is asked for again after an exchange that failed, which failed all that waited for it', async () => {
    const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, text(503, ''), token('a'));
    const account = server.account();

    const failures = await Promise.all([failureOf(account.authenticate()), failureOf(account.keyTypes())]);

    expect(failures).toMatchObject([{ kind: 'unavailable' }, { kind: 'unavailable' }]);
    await account.authenticate();
    expect(server.count(AUTHENTICATE)).toBe(2);
  });
});

describe.each(REPEATABLE)('$name with an expired JWT', ({ call, run }) => {
  test('gets a new one and is sent again', async () => {
    const answered: Reply = () => new Response('{"id":1}', { status: 403 });
    const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, token('a'), token('b')).on(call, expired, answered);

    await expect(run(server.account())).rejects.toMatchObject({ kind: 'forbidden' });

    expect(server.last(call).headers.get('authorization')).toBe(bearer('b'));
    expect([server.count(call), server.count(AUTHENTICATE)]).toEqual([2, 2]);
  });

  test('does so once', async () => {
    const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, token('a'), token('b')).on(call, expired);

    await expect(run(server.account())).rejects.toMatchObject({ kind: 'session-expired' });

    expect([server.count(call), server.count(AUTHENTICATE)]).toEqual([2, 2]);
  });

  test('takes a 401 without a body for that, once', async () => {
    const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, token('a'), token('b')).on(call, text(401, ''));

    await expect(run(server.account())).rejects.toMatchObject({ kind: 'bad-credentials' });

    expect([server.count(call), server.count(AUTHENTICATE)]).toEqual([2, 2]);
  });

  test('does not renew it when emnify names the credentials or the lockout', async () => {
    for (const error_code of [1101, 1105]) {
      const server = (await ScriptedEmnify.start()).on(call, json(401, { error_code }));

      await failureOf(run(server.account()));

      expect([server.count(call), server.count(AUTHENTICATE)]).toEqual([1, 1]);
    }
  });

  test('tells of an application token that is no longer accepted', async () => {
    const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, token('a'), text(401, '')).on(call, expired);

    await expect(run(server.account())).rejects.toMatchObject({
      kind: 'bad-credentials',
      call: { path: '/api/v1/authenticate' },
    });
    expect(server.count(call)).toBe(1);
  });
});

test('a late answer about an old JWT does not cost the new one', async () => {
  const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, token('a'), token('b'), token('c'));
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const slowlyExpired: Reply = async (request) => {
    await released;
    return expired(request);
  };
  server.on('GET /api/v1/user/mfa/status', slowlyExpired, json(200, []));
  server.on(TYPES, expired, json(200, []));
  const account = server.account();
  await account.authenticate();

  const slow = account.keyStatuses();
  await account.keyTypes();
  release();
  await slow;

  expect(server.count(AUTHENTICATE)).toBe(2);
});
