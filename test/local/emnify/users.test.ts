import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Switches } from '../../../local/emnify/switches.ts';
import { ALICE, CreatedKey, DAY, START, startEmnify, vendorError } from './support.ts';

const Listing = z.object({ mfa: z.optional(z.array(z.record(z.string(), z.unknown()))) });
const notFound = { status: 404, json: vendorError(1201, 'NotFound') };

test('a user is found by id, by user name and as "my"', async () => {
  const { call, alice } = await startEmnify();
  const expected = {
    id: alice.id,
    username: ALICE,
    name: ALICE,
    created: new Date(START).toISOString(),
    status: { id: 1, description: 'Active' },
    organisation: { id: expect.any(Number), name: 'Example' },
    roles: [{ id: 3, name: 'User' }],
    mfa: [],
  };

  for (const name of ['my', String(alice.id), `${alice.id}.0`, encodeURIComponent(ALICE)]) {
    expect(await call('GET', `/api/v1/user/${name}`)).toMatchObject({ status: 200, json: expected });
  }
});

test('a user of another organisation is not found, nor is one who does not exist', async () => {
  const { call, emnify } = await startEmnify();
  const { id } = emnify.addUser({ username: 'bob', password: 'b', organisation: 'Other' });

  for (const name of [String(id), 'bob', 'nobody', '1']) {
    expect(await call('GET', `/api/v1/user/${name}`)).toMatchObject(notFound);
  }
});

describe('the list of keys', () => {
  async function listed(switches: Partial<Switches>) {
    const { call, portal } = await startEmnify(switches);
    const pending = portal.addKey();
    const active = portal.addKey({ active: true, createdAt: START - 100 * DAY });
    const deleted = portal.addKey({ active: true });
    portal.deleteKey(deleted.id);
    const { mfa } = Listing.parse((await call('GET', '/api/v1/user/my')).json);
    return { mfa, pending, active };
  }

  test('shows pending and active keys with their dates, and never a secret or a deleted one', async () => {
    const { mfa, pending, active } = await listed({});

    const type = { id: 0, description: 'Time-Based One-Time Password' };
    expect(mfa).toEqual([
      {
        id: pending.id,
        type,
        status: { id: 0, description: 'Activation Pending' },
        creation_date: new Date(START).toISOString(),
      },
      {
        id: active.id,
        type,
        status: { id: 1, description: 'Active' },
        creation_date: new Date(START - 100 * DAY).toISOString(),
        activation_date: new Date(START - 100 * DAY).toISOString(),
      },
    ]);
  });

  test.each([
    ['active', 1],
    ['none', 0],
    ['absent', undefined],
  ] as const)('shows what the switch says: %s', async (listedKeys, count) => {
    const { mfa } = await listed({ listedKeys });

    expect(mfa?.length).toBe(count);
  });

  test.each([
    ['no-dates', ['id', 'status', 'type']],
    ['id-only', ['id']],
  ] as const)('carries the fields that the switch says: %s', async (keyFields, names) => {
    const { mfa } = await listed({ keyFields });

    expect(mfa?.map((item) => Object.keys(item).sort())).toEqual([names, names]);
  });
});

test('ids leave as floats where the switch says so, and floats in paths are ids', async () => {
  const { call, createKey, alice } = await startEmnify({ floatIds: true });

  const created = await createKey();
  const { id } = CreatedKey.parse(created.json);

  expect(created.text).toContain(`"id":${id}.0,`);
  expect((await call('GET', '/api/v1/user/my')).text).toContain(`{"id":${alice.id}.0,`);
  expect((await call('DELETE', `/api/v1/user/my/mfa/${id}.0`)).status).toBe(204);
});
