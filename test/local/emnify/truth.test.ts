import { describe, expect, test } from 'vitest';
import type { Change } from '../../../local/emnify/records.ts';
import { DEFAULT_SWITCHES, SWITCH_VALUES } from '../../../local/emnify/switches.ts';
import { codeAt } from '../../../local/emnify/totp.ts';
import { ALICE, CreatedKey, DAY, START, startEmnify } from './support.ts';

test('every change of state is told at once, with the truth as it is then', async () => {
  const { emnify, createKey, activateKey, code, call, alice } = await startEmnify();
  const seen: [Change['kind'], number | undefined, string | undefined][] = [];
  emnify.onChange(({ kind, id, username }) => {
    expect(username).toBe(ALICE);
    seen.push([kind, id, alice.keys[0]?.state]);
  });

  const { id } = CreatedKey.parse((await createKey()).json);
  await activateKey(id, code(id));
  await call('DELETE', `/api/v1/user/my/mfa/${id}`);

  expect(seen).toEqual([
    ['attempt', undefined, undefined],
    ['authenticated', undefined, undefined],
    ['attempt', undefined, undefined],
    ['key-created', id, 'pending'],
    ['attempt', undefined, 'pending'],
    ['key-activated', id, 'active'],
    ['key-deleted', id, 'deleted'],
  ]);
});

test('a failure of the simulator or of a listener shows as 501, not as an outage of the vendor', async () => {
  const { emnify, call } = await startEmnify();
  emnify.onChange(({ kind }) => {
    if (kind === 'key-deleted') throw new Error('the listener is broken');
  });
  const { id } = emnify.portal(ALICE).addKey();

  const answer = await call('DELETE', `/api/v1/user/my/mfa/${id}`);

  expect(answer.status).toBe(501);
  expect(answer.text).toContain('the listener is broken');
});

describe('the portal', () => {
  test('does what a person does there, and tells of it', async () => {
    const { emnify, portal, alice, applicationToken, clock } = await startEmnify();
    const kinds: Change['kind'][] = [];
    emnify.onChange(({ kind }) => kinds.push(kind));

    const key = portal.addKey({ createdAt: START - 400 * DAY });
    portal.activateKey(key.id);
    const device = portal.addDevice();
    await clock.advance(DAY);
    portal.deleteDevice(device.id);
    portal.deleteKey(key.id);
    portal.changePassword('new');
    portal.revokeToken(applicationToken);

    expect(kinds).toEqual([
      'key-created',
      'key-activated',
      'device-trusted',
      'device-deleted',
      'key-deleted',
      'password-changed',
      'token-revoked',
    ]);
    expect(alice.keys).toMatchObject([
      { state: 'deleted', createdAt: START - 400 * DAY, activatedAt: START, deletedAt: START + DAY },
    ]);
    expect(alice.devices).toMatchObject([{ deletedAt: START + DAY }]);
  });

  test('keeps to the rules of the account', async () => {
    const { portal, emnify } = await startEmnify({ singleActiveKey: true, singlePendingKey: true });
    const key = portal.addKey();

    expect(() => portal.addKey()).toThrow('pending activation');
    portal.activateKey(key.id);
    expect(() => portal.addKey()).toThrow('already has an active');
    expect(() => portal.activateKey(key.id)).toThrow('active already');
    portal.deleteKey(key.id);
    expect(() => portal.activateKey(key.id)).toThrow(`no MFA key ${key.id}`);
    expect(() => portal.deleteKey(key.id)).toThrow(`no MFA key ${key.id}`);
    expect(() => portal.deleteDevice(1)).toThrow('no trusted device 1');
    expect(() => portal.revokeToken('x')).toThrow('no such application token');
    expect(() => emnify.portal('nobody')).toThrow('addUser first');
    expect(() => emnify.addUser({ username: ALICE, password: 'x' })).toThrow('choose another');
  });
});

test('the same seed gives the same ids, secrets and tokens, and another seed others', async () => {
  async function story(seed?: string) {
    const { createKey, applicationToken, jwtOf } = await startEmnify({}, seed);
    const { id, secret_key } = CreatedKey.parse((await createKey()).json);
    return { id, secret_key, applicationToken, jwt: await jwtOf(applicationToken) };
  }

  const [one, again, other] = [await story(), await story(), await story('other')];

  expect(again).toEqual(one);
  expect(other.id).toBe(one.id);
  for (const name of ['secret_key', 'applicationToken', 'jwt'] as const) expect(other[name]).not.toBe(one[name]);
});

test('two keys of one user never share a secret', async () => {
  const { portal } = await startEmnify();

  expect(portal.addKey().secretKey).not.toBe(portal.addKey().secretKey);
});

test('the values of every switch begin with its default and offer another one', () => {
  const values: Record<string, readonly unknown[]> = SWITCH_VALUES;

  expect(Object.keys(values)).toEqual(Object.keys(DEFAULT_SWITCHES));
  for (const [name, value] of Object.entries(DEFAULT_SWITCHES)) {
    expect(values[name]?.[0]).toBe(value);
    expect(new Set(values[name]).size).toBeGreaterThan(1);
  }
});

// RFC 6238, appendix B: the ASCII secrets as Base32, the codes at 59 s.
test.each([
  ['SHA1', 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', '94287082'],
  ['SHA256', 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA', '46119246'],
] as const)('codes are those of RFC 6238 for %s', (algorithm, secretKey, code) => {
  expect(codeAt({ secretKey, otpauth: '', algorithm, digits: 8, period: 30 }, 59_000)).toBe(code);
});
