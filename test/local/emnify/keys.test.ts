import { describe, expect, test } from 'vitest';
import { ALICE, CreatedKey, MINUTE, PASSWORD, START, sha1, startEmnify, vendorError } from './support.ts';

const conflict = { status: 409, json: vendorError(1406, 'NotAllowed') };
const noSuchKey = { status: 404, json: vendorError(1201, 'NotFound') };
const refusedMember = (code: number, token: string, field: string) => ({
  status: 422,
  json: { ...vendorError(1400, 'InputValidationFailed'), errors: [{ ...vendorError(code, token), field }] },
});

describe('creating a key', () => {
  test('shows a pending key with a secret of 20 bytes and its otpauth URI', async () => {
    const { createKey, alice } = await startEmnify();

    const answer = await createKey();

    expect(answer.status).toBe(200);
    const key = CreatedKey.parse(answer.json);
    expect(key).toMatchObject({
      status: { id: 0, description: 'Activation Pending' },
      type: { id: 0, description: 'Time-Based One-Time Password' },
      creation_date: new Date(START).toISOString(),
    });
    expect(key.secret_key).toMatch(/^[A-Z2-7]{32}$/);
    expect(key.otpauth).toBe(
      `otpauth://totp/emnify:alice%40example.com?secret=${key.secret_key}&issuer=emnify&algorithm=SHA1&digits=6&period=30`,
    );
    expect(alice.keys).toMatchObject([{ id: key.id, state: 'pending', secretKey: key.secret_key, createdAt: START }]);
    expect(alice.attempts.slice(1)).toEqual([{ at: START, proof: 'password', outcome: 'accepted' }]);
  });

  test('states algorithm, digits and period as the switches say, and verifies by them', async () => {
    const { createKey, activateKey, code } = await startEmnify({
      totpAlgorithm: 'SHA512',
      totpDigits: 8,
      totpPeriod: 60,
    });

    const { id, otpauth } = CreatedKey.parse((await createKey()).json);

    expect(otpauth).toMatch(/&algorithm=SHA512&digits=8&period=60$/);
    expect(code(id)).toMatch(/^\d{8}$/);
    expect((await activateKey(id, code(id).slice(0, 6))).status).toBe(422);
    expect((await activateKey(id, code(id))).status).toBe(204);
  });

  test.each([
    ['refused-422', refusedMember(1401, 'InvalidReference', 'password')],
    ['empty-401', { status: 401, text: '' }],
    ['invalid-credentials-401', { status: 401, json: vendorError(1101, 'InvalidCredentials') }],
  ] as const)('answers a wrong password as the switch says: %s', async (wrongPassword, expected) => {
    const { createKey, alice } = await startEmnify({ wrongPassword });

    expect(await createKey(sha1('wrong'))).toMatchObject(expected);

    expect(alice.keys).toEqual([]);
    expect(alice.attempts.slice(1)).toEqual([{ at: START, proof: 'password', outcome: 'refused' }]);
  });

  test('expects the password in the form that the switch says, and in no other', async () => {
    const { createKey, emnify } = await startEmnify();
    expect((await createKey(PASSWORD)).status).toBe(422);
    expect((await createKey(sha1(PASSWORD))).status).toBe(200);

    emnify.set({ passwordForm: 'plain' });

    expect((await createKey(sha1(PASSWORD))).status).toBe(422);
    expect((await createKey(PASSWORD)).status).toBe(200);
  });

  test('knows the password that was changed in the portal', async () => {
    const { createKey, portal } = await startEmnify();

    portal.changePassword('new one');

    expect((await createKey(sha1(PASSWORD))).status).toBe(422);
    expect((await createKey(sha1('new one'))).status).toBe(200);
  });

  test('allows several active and pending keys unless a switch says one', async () => {
    const { createKey, portal, emnify } = await startEmnify();
    portal.addKey({ active: true });
    const pending = portal.addKey();
    expect((await createKey()).status).toBe(200);

    emnify.set({ singlePendingKey: true });
    expect(await createKey()).toMatchObject(conflict);
    portal.deleteKey(pending.id);
    expect(await createKey()).toMatchObject(conflict);

    emnify.set({ singlePendingKey: false, singleActiveKey: true });
    expect(await createKey()).toMatchObject(conflict);
  });

  test.each([
    ['after-password', 422, 1],
    ['before-password', 409, 0],
  ] as const)('looks for the conflict %s', async (conflictCheck, status, attempts) => {
    const { createKey, portal, alice } = await startEmnify({ singleActiveKey: true, conflictCheck });
    portal.addKey({ active: true });

    expect((await createKey(sha1('wrong'))).status).toBe(status);

    expect(alice.attempts.filter(({ proof }) => proof === 'password')).toHaveLength(attempts);
  });

  test.each([
    [{ type: { id: 0 } }, refusedMember(1402, 'Required', 'password')],
    [{ type: { id: 1 }, password: 'x' }, refusedMember(1401, 'InvalidReference', 'type.id')],
    [{ type: { id: 0 }, password: 7 }, refusedMember(1403, 'InvalidFormat', 'password')],
    [{ type: { id: 0 }, password: 'x', surplus: 1 }, refusedMember(1403, 'InvalidFormat', 'surplus')],
  ])('answers 422 to the body %j', async (body, expected) => {
    const { call, alice } = await startEmnify();

    expect(await call('POST', '/api/v1/user/mfa', body)).toMatchObject(expected);

    expect(alice.attempts.filter(({ proof }) => proof === 'password')).toEqual([]);
  });
});

describe('activating a key', () => {
  test('takes the code of the current time-step, once', async () => {
    const { portal, activateKey, code, alice } = await startEmnify();
    const { id } = portal.addKey();

    expect(await activateKey(id, code(id))).toMatchObject({ status: 204, text: '' });

    expect(alice.keys).toMatchObject([{ id, state: 'active', activatedAt: START }]);
    expect(await activateKey(id, code(id))).toMatchObject(conflict);
  });

  test.each([
    [0, -1, 422],
    [0, 1, 422],
    [1, -1, 204],
    [1, 1, 204],
    [1, -2, 422],
    [1, 2, 422],
  ] as const)(
    'with an accepted drift of %i answers the code of %i steps away with %i',
    async (acceptedDrift, steps, status) => {
      const { portal, activateKey, code } = await startEmnify({ acceptedDrift });
      const { id } = portal.addKey();

      expect((await activateKey(id, code(id, steps))).status).toBe(status);
    },
  );

  test('refuses a wrong code with nested errors, and takes a right one later', async () => {
    const { portal, activateKey, code, clock, alice } = await startEmnify();
    const { id } = portal.addKey();
    const wrong = code(id);
    await clock.advance(MINUTE);

    expect(await activateKey(id, wrong)).toMatchObject(refusedMember(1401, 'InvalidReference', 'code'));
    expect(alice.keys[0]?.state).toBe('pending');
    expect((await activateKey(id, code(id))).status).toBe(204);
    expect(alice.attempts.filter(({ proof }) => proof === 'code')).toEqual([
      { at: START + MINUTE, proof: 'code', outcome: 'refused' },
      { at: START + MINUTE, proof: 'code', outcome: 'accepted' },
    ]);
  });

  test("knows no key that is deleted, never was, or is another user's", async () => {
    const { portal, activateKey, emnify } = await startEmnify();
    emnify.addUser({ username: 'bob@example.com', password: 'b' });
    const bobs = emnify.portal('bob@example.com').addKey();
    const { id } = portal.addKey();
    portal.deleteKey(id);

    for (const gone of [id, 4711, bobs.id]) expect(await activateKey(gone, '123456')).toMatchObject(noSuchKey);
  });

  test('does not make a second active key where one is allowed, and says so with 422', async () => {
    const { portal, activateKey, code } = await startEmnify({ singleActiveKey: true });
    const late = portal.addKey();
    const first = portal.addKey();
    portal.activateKey(first.id);

    expect(await activateKey(late.id, code(late.id))).toMatchObject(refusedMember(1406, 'NotAllowed', 'status'));
  });

  test.each([
    [{ status: { id: 1 } }, refusedMember(1402, 'Required', 'code')],
    [{ status: { id: 0 }, code: '123456' }, refusedMember(1401, 'InvalidReference', 'status.id')],
    [{ status: { id: 1 }, code: 123456 }, refusedMember(1403, 'InvalidFormat', 'code')],
    [{ status: { id: 1 }, code: '12345x' }, refusedMember(1403, 'InvalidFormat', 'code')],
  ])('answers 422 to the body %j', async (body, expected) => {
    const { call, portal } = await startEmnify();
    const { id } = portal.addKey();

    expect(await call('PATCH', `/api/v1/user/mfa/${id}`, body)).toMatchObject(expected);
  });
});

describe('deleting a key', () => {
  test.each(['my', 'id'])('removes an own key, active or pending, once (%s)', async (spelling) => {
    const { call, portal, alice } = await startEmnify();
    const scope = `/api/v1/user/${spelling === 'my' ? 'my' : alice.id}/mfa`;
    for (const { id } of [portal.addKey(), portal.addKey({ active: true })]) {
      expect(await call('DELETE', `${scope}/${id}`)).toMatchObject({ status: 204, text: '' });
      expect(await call('DELETE', `${scope}/${id}`)).toMatchObject(noSuchKey);
    }
    expect(alice.keys).toMatchObject([
      { state: 'deleted', deletedAt: START },
      { state: 'deleted', deletedAt: START },
    ]);
  });

  test("removes another user's key only for an administrator of the organisation", async () => {
    const { send, portal, alice, emnify, jwtOf } = await startEmnify();
    const { id } = portal.addKey({ active: true });
    const path = `/api/v1/user/${alice.id}/mfa/${id}`;
    const jwtFor = async (username: string, role: 'User' | 'Administrator', organisation?: string) => {
      emnify.addUser({
        username,
        password: 'p',
        roles: [role],
        ...(organisation === undefined ? {} : { organisation }),
      });
      return jwtOf(emnify.portal(username).createToken());
    };

    expect(await send('DELETE', path, undefined, await jwtFor('bob', 'User'))).toMatchObject({
      status: 403,
      json: vendorError(1104, 'Forbidden'),
    });
    expect(await send('DELETE', path, undefined, await jwtFor('mallory', 'Administrator', 'Other'))).toMatchObject(
      noSuchKey,
    );
    expect(emnify.user(ALICE).keys[0]?.state).toBe('active');
    expect((await send('DELETE', path, undefined, await jwtFor('carol', 'Administrator'))).status).toBe(204);
  });
});

test('the lookups name the statuses and the one type', async () => {
  const { call } = await startEmnify();

  expect(await call('GET', '/api/v1/user/mfa/status')).toMatchObject({
    status: 200,
    json: [
      { id: 0, description: 'Activation Pending' },
      { id: 1, description: 'Active' },
    ],
  });
  expect(await call('GET', '/api/v1/user/mfa/type')).toMatchObject({
    status: 200,
    json: [{ id: 0, description: 'Time-Based One-Time Password' }],
  });
});
