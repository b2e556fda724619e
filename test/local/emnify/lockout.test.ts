import { describe, expect, test } from 'vitest';
import { CreatedKey, DAY, MINUTE, START, sha1, startEmnify, vendorError } from './support.ts';

const locked = { status: 401, json: vendorError(1105, 'TooManyRequests') };

describe('three failed attempts in a row', () => {
  test.each([5, 60] as const)('lock the account for %i minutes, and then let it go', async (lockoutMinutes) => {
    const { signIn, clock, alice } = await startEmnify({ lockoutMinutes });

    for (const _ of [1, 2, 3]) expect(await signIn('wrong')).toMatchObject({ status: 401, text: '' });
    expect(alice.lockouts).toEqual([{ from: START, until: START + lockoutMinutes * MINUTE }]);
    await clock.advance(lockoutMinutes * MINUTE - 1);
    expect(await signIn()).toMatchObject(locked);
    await clock.advance(1);

    expect((await signIn()).status).toBe(200);
    expect(alice.attempts.map(({ outcome }) => outcome)).toEqual([
      'refused',
      'refused',
      'refused',
      'locked-out',
      'accepted',
    ]);
  });

  test('lock out everything that proves something, and nothing else', async () => {
    const { createKey, activateKey, authenticate, applicationToken, signIn, call, portal, code } = await startEmnify();
    const { id } = portal.addKey();
    for (const _ of [1, 2, 3]) expect((await createKey(sha1('wrong'))).status).toBe(422);

    expect(await createKey()).toMatchObject(locked);
    expect(await activateKey(id, code(id))).toMatchObject(locked);
    expect(await authenticate({ application_token: applicationToken })).toMatchObject(locked);
    expect(await signIn()).toMatchObject(locked);

    expect((await call('GET', '/api/v1/user/my')).status).toBe(200);
    expect((await call('DELETE', `/api/v1/user/my/mfa/${id}`)).status).toBe(204);
  });

  test('are counted anew after a success', async () => {
    const { createKey, alice } = await startEmnify();
    const wrong = () => createKey(sha1('wrong'));

    await wrong();
    await wrong();
    await createKey();
    await wrong();
    await wrong();

    expect(alice.lockouts).toEqual([]);
    await wrong();
    expect(alice.lockouts).toHaveLength(1);
  });

  test('are not interrupted by a password that still wants its code', async () => {
    const { signIn, portal, alice } = await startEmnify();
    portal.addKey({ active: true });

    for (const password of ['wrong', 'wrong', undefined, 'wrong']) await signIn(password);

    expect(alice.lockouts).toHaveLength(1);
  });

  test('are not prolonged by what comes during the lockout', async () => {
    const { signIn, clock, alice } = await startEmnify();
    for (const _ of [1, 2, 3, 4, 5, 6]) await signIn('wrong');

    await clock.advance(5 * MINUTE);

    expect((await signIn()).status).toBe(200);
    expect(alice.lockouts).toHaveLength(1);
  });
});

test.each([
  [true, 1],
  [false, 0],
])('refused codes count toward the lockout: %s', async (failedCodesCount, lockouts) => {
  const { createKey, activateKey, code, alice } = await startEmnify({ failedCodesCount });
  const { id } = CreatedKey.parse((await createKey()).json);

  for (const _ of [1, 2, 3]) await activateKey(id, code(id, 5));

  expect(alice.lockouts).toHaveLength(lockouts);
  expect(alice.attempts.filter(({ outcome }) => outcome === 'refused')).toHaveLength(3);
});

test.each([
  [true, 1],
  [false, 0],
])('expired application tokens count toward the lockout: %s', async (failedTokensCount, lockouts) => {
  const { portal, authenticate, alice, clock } = await startEmnify({ failedTokensCount });
  const token = portal.createToken({ expiresAt: START + DAY });
  await clock.advance(DAY);

  for (const _ of [1, 2, 3]) await authenticate({ application_token: token });

  expect(alice.lockouts).toHaveLength(lockouts);
  expect(alice.attempts).toHaveLength(3);
});
