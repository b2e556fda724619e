import { afterEach, describe, expect, it } from 'vitest';
import type { Switches } from '../../local/emnify/switches.ts';
import { World } from '../support/world.ts';

const DELETE = 'DELETE /api/v1/user/my/mfa/{key_id}';
const PATCH = 'PATCH /api/v1/user/mfa/{key_id}';

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

describe('under every reading of what the API leaves open', () => {
  const readings: readonly (readonly [string, Partial<Switches>])[] = [
    ['the server is 90 s ahead', { clockOffsetMs: 90_000 }],
    ['the server is 90 s behind', { clockOffsetMs: -90_000 }],
    ['the key list is hidden', { listedKeys: 'absent' }],
    ['the key list is empty', { listedKeys: 'none' }],
    ['pending keys are hidden', { listedKeys: 'active' }],
    ['keys carry an id only', { keyFields: 'id-only' }],
    ['keys carry no dates', { keyFields: 'no-dates' }],
    ['ids are floats', { floatIds: true }],
    ['codes have 8 digits of SHA-256 and live 60 s', { totpAlgorithm: 'SHA256', totpDigits: 8, totpPeriod: 60 }],
    ['one pending key is allowed', { singlePendingKey: true }],
  ];
  for (const [name, emnify] of readings) {
    it(`rotates a key twice where ${name}`, async () => {
      world = await World.rotated({ emnify });
      const token = await world.rotate();

      expect(world.errors).toEqual([]);
      expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
      expect(world.keys('active')).toHaveLength(2);
      expect(world.keys('active')).toContain(world.currentKey);
    });
  }
});

describe('an account that allows one active key', () => {
  // emnify checks the conflict when the second key is made.
  const emnify = { singleActiveKey: true };

  it('fails and says so under overlap, and changes nothing', async () => {
    world = await World.rotated({ emnify, secretsManager: { retries: 0 } });
    const before = world.currentKey;
    await world.rotate();

    expect(world.errors).toMatchObject([{ kind: 'operator-needed' }]);
    expect(String(world.errors[0])).toContain('ROTATION_STRATEGY=replace');
    expect(world.currentKey).toBe(before);
    expect(world.keys('active')).toEqual([before]);
  });

  it('goes through a declared gap under replace', async () => {
    world = await World.rotated({ emnify, strategy: 'replace' });
    const before = world.currentKey;
    const token = await world.rotate();

    expect(world.errors).toEqual([]);
    expect(world.keys('deleted')).toEqual([before]);
    expect(world.keys('active')).toEqual([world.currentKey]);
    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
  });

  it('goes forward after a crash in the middle of the gap', async () => {
    world = await World.rotated({ emnify, strategy: 'replace', containers: 'fresh' });
    const token = world.beginByHand();
    // From the deletion on, nothing that the function sends arrives: it is dead.
    const die = () => world.stack.script.add({ fault: { kind: 'cut-before' } });
    world.stack.script.add({ operation: DELETE, nth: 1, fault: { kind: 'meanwhile', when: 'after', act: die } });
    expect(await world.step('createSecret', token)).toBeDefined();
    expect(world.keys('active')).toEqual([]);
    world.stack.script.clear();

    expect(await world.step('finishSecret', token)).toBeUndefined();
    expect(world.keys('active')).toEqual([world.currentKey]);
    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
  });

  for (const listedKeys of ['absent', 'none'] as const) {
    it(`does not delete what it cannot see (${listedKeys})`, async () => {
      world = await World.rotated({
        emnify: { ...emnify, listedKeys },
        strategy: 'replace',
        secretsManager: { retries: 0 },
      });
      const before = world.currentKey;
      await world.rotate();

      expect(world.errors).toMatchObject([{ kind: 'operator-needed' }]);
      expect(world.keys('active')).toEqual([before]);
    });
  }

  it('does not delete the key while another one, which it cannot see, may be in the way', async () => {
    const hidden = { listedKeys: 'active', singlePendingKey: true } as const;
    world = await World.rotated({ emnify: hidden, strategy: 'replace' });
    const before = world.currentKey;
    const token = world.beginByHand();
    world.stack.script.add({ operation: 'POST /api/v1/user/mfa', nth: 1, fault: { kind: 'cut-after' } });
    await world.step('createSecret', token);
    await world.stack.clock.advance(90_000);

    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'operator-needed' });
    expect(world.keys('active')).toEqual([before]);
  });
});

describe('a function killed while it waits for the next time-step', () => {
  it('goes on in another container', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    // 28 s into the step: there is not enough of it left.
    await world.stack.clock.advanceTo(Math.ceil(world.stack.clock.now() / 30_000) * 30_000 + 28_000);
    expect(await world.dieWhileWaiting('createSecret', token)).toMatchObject({
      message: expect.stringContaining('killed'),
    });
    expect(world.calls(PATCH)).toBe(0);

    expect(await world.step('finishSecret', token)).toBeUndefined();
    expect(world.calls(PATCH)).toBe(1);
    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
  });
});

describe('a user who has a key of their own', () => {
  it('keeps it: the first rotation neither deletes nor tags it', async () => {
    world = await World.start({ ownKey: true });
    const [own] = world.keys('active');
    await world.rotate();

    expect(world.errors).toEqual([]);
    expect(world.keys('active')).toEqual([own, world.currentKey]);
    expect([...world.secret.tags.keys()].filter((key) => key.includes('superseded'))).toEqual([]);
  });

  it('has it superseded at the first promotion where enrolment took it over', async () => {
    world = await World.start({ ownKey: true, subject: { takeOver: [701] } });
    expect(world.keys('active')).toEqual([701]);
    await world.rotate();

    expect(world.tag('superseded/701')).toBeDefined();
  });
});
