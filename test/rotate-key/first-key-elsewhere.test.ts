import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changes, enrol, offboard } from '../support/enrolment.ts';
import { reconcile } from '../support/reconcile.ts';
import { World } from '../support/world.ts';

const PATCH = 'PATCH /api/v1/user/mfa/{key_id}';
const OTHER = { username: 'bob@example.com', password: 'another battery' };
const REFUSAL = { kind: 'operator-needed', message: expect.stringMatching(/sign in as .* the pending key belongs to/) };

let world: World;
let token: string;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

describe("a first key that is active already while the credentials have become another account's", () => {
  beforeEach(async () => {
    world = await World.start();
    token = world.beginByHand();
    world.stack.script.add({ operation: PATCH, nth: 1, fault: { kind: 'cut-after' } });
    await world.step('createSecret', token);
    expect(world.keys('active')).toHaveLength(1);
    world.stack.emnify.addUser(OTHER);
    const password = createHash('sha1').update(OTHER.password).digest('hex');
    const applicationToken = world.stack.emnify.portal(OTHER.username).createToken();
    world.storeCredentials({ text: JSON.stringify({ applicationToken, username: OTHER.username, password }) });
    world.stack.script.calls.length = 0;
  });

  const expectKept = () => {
    expect(world.secret.labels.get('AWSPENDING')).toBe(token);
    expect(world.keys('active')).toHaveLength(1);
    expect(changes(world)).toEqual([]);
  };

  it('keeps its label, the only way to its secret, when the rotation goes on', async () => {
    expect(await world.step('setSecret', token)).toMatchObject(REFUSAL);
    expectKept();
  });

  it('keeps a reconcile from judging the other account', async () => {
    await world.stack.clock.advance(20 * 60_000);
    await expect(reconcile(world)).rejects.toMatchObject(REFUSAL);
    expectKept();
  });

  it('is not told deleted by an offboarding that cannot reach it', async () => {
    await expect(offboard(world, { deleteKeys: true })).rejects.toMatchObject(REFUSAL);
    expectKept();
  });

  it('keeps an enrolment from going on with the other account', async () => {
    await expect(enrol(world)).rejects.toMatchObject(REFUSAL);
    expectKept();
  });
});
