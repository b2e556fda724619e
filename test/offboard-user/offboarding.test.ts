import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { OffboardingAnswer } from '../../functions/domain/offboarding/request.ts';
import { changes, enrol, offboard } from '../support/enrolment.ts';
import { World, type WorldOptions } from '../support/world.ts';

const MINUTE = 60_000;
const DAY = 24 * 3_600_000;

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

/** A user who was enrolled and rotated twice: one key is superseded, one current. */
async function enrolled(options: WorldOptions = {}): Promise<World> {
  world = await World.start({ credentialsOnly: true, ...options });
  await enrol(world, { takeOver: [] });
  await world.stack.secretsManager.rotationSettled(world.subject.keySecret);
  await world.rotate();
  // Whatever offboarding deletes is asked for, and so not held against the rotation.
  for (const id of world.keys('active')) world.watch.byHand(id);
  return world;
}

const credentials = () => world.stack.secretsManager.secret(world.subject.credentialsSecret);
const schedules = () => world.stack.scheduler.schedules.map(({ definition }) => definition.Name);

describe('offboarding a user', () => {
  it('turns rotation off, deletes the schedules, and both secrets recoverably; the keys stay', async () => {
    await enrolled();
    const keys = world.keys('active');
    expect(schedules()).toEqual(['daily-alice', `retire-alice-${keys[0]}`]);
    const answer = await offboard(world);
    const until = world.stack.clock.now() + 30 * DAY;

    expect(OffboardingAnswer.parse(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
    expect(answer).toEqual({
      user: 'alice',
      rotationCancelled: true,
      schedules: ['daily-alice', `retire-alice-${keys[0]}`],
      keys: { deleted: [], left: keys },
      secrets: [world.subject.keySecret, world.subject.credentialsSecret].map((name) => ({
        name,
        recoverableUntil: new Date(until).toISOString(),
      })),
    });
    expect(schedules()).toEqual([]);
    expect(world.secret).toMatchObject({ deletionAt: until, rotation: { enabled: false } });
    expect(credentials()).toMatchObject({ deletionAt: until });
    expect(world.keys('active')).toEqual(keys);
    expect(world.stack.script.calls.filter(({ service }) => service === 'emnify').at(-1)?.at).toBeLessThan(until);
  });

  it('with deleteKeys deletes every managed key at emnify, the current one last, and no other', async () => {
    await enrolled({ ownKey: true });
    const [own, ...managed] = world.keys('active');
    const answer = await offboard(world, { deleteKeys: true });

    expect(answer.keys).toEqual({ deleted: managed, left: [], remaining: [own] });
    expect(managed.at(-1)).toBe(world.currentKey);
    expect(world.keys('active')).toEqual([own]);
  });
});

describe('offboarding with deleteKeys', () => {
  it('verifies that emnify has none of them, and says so in a tag before the secrets go', async () => {
    await enrolled();
    await offboard(world, { deleteKeys: true });

    expect(world.keys('active')).toEqual([]);
    expect(world.tag('keys-deleted')).toBe(new Date(world.stack.clock.now()).toISOString());
    expect(world.secret.deletionAt).toBeDefined();
  });

  it('deletes the key of a rotation that has stopped half-way', async () => {
    await enrolled();
    world.stack.script.add({ operation: 'UpdateSecretVersionStage', fault: { kind: 'answer', status: 500 } });
    await world.rotate();
    world.stack.script.clear();
    expect(world.keys('active')).toHaveLength(3);
    for (const id of world.keys('active')) world.watch.byHand(id);
    await offboard(world, { deleteKeys: true });

    expect(world.keys('active')).toEqual([]);
  });

  it('leaves keys that an enrolment would only take over later', async () => {
    world = await World.start({ ownKey: true, credentialsOnly: true, secretsManager: { retries: 0 } });
    world.portal.changePassword('nobody stored this one');
    const takeOver = world.keys('active');
    await enrol(world, { takeOver });
    await world.stack.secretsManager.rotationSettled(world.subject.keySecret);
    world.storeCredentials({});
    await world.stack.clock.advance(MINUTE);
    const answer = await offboard(world, { deleteKeys: true });

    expect(answer.keys).toEqual({ deleted: [], left: [], remaining: takeOver });
    expect(world.keys('active')).toEqual(takeOver);
  });

  it('is not taken for done where emnify still shows a key, and is then completed by running it again', async () => {
    await enrolled();
    const fault = { kind: 'answer', status: 204 } as const;
    world.stack.script.add({ operation: 'DELETE /api/v1/user/my/mfa/{key_id}', nth: 1, fault });
    await expect(offboard(world, { deleteKeys: true })).rejects.toMatchObject({ kind: 'try-again-later' });
    expect(world.secret.deletionAt).toBeUndefined();
    await offboard(world, { deleteKeys: true });

    expect(world.keys('active')).toEqual([]);
  });

  it('stops at a hold that an operator sets between two deletions, before the key that people use', async () => {
    await enrolled();
    const operation = 'DELETE /api/v1/user/my/mfa/{key_id}';
    const act = () => world.setTag('hold', 'operator');
    world.stack.script.add({ operation, nth: 1, fault: { kind: 'meanwhile', when: 'after', act } });

    await expect(offboard(world, { deleteKeys: true })).rejects.toMatchObject({ kind: 'hold-in-force' });
    expect(world.calls(operation)).toBe(1);
    expect(world.keys('active')).toEqual([world.currentKey]);
  });

  it('waits a minute for a rotation that has made a key and may still store it, and lets it go no further', async () => {
    await enrolled({ secretsManager: { retries: 0 } });
    const active = world.keys('active');
    world.stack.script.add({ operation: 'PutSecretValue', fault: { kind: 'cut-before' } });
    await world.rotate();
    world.stack.script.clear();
    expect(world.keys('pending')).toHaveLength(1);

    await expect(offboard(world, { deleteKeys: true })).rejects.toMatchObject({
      kind: 'try-again-later',
      message: expect.stringContaining('a rotation was under way'),
    });
    expect(world.tag('offboarding')).toBe('delete-keys');
    expect(world.secret.deletionAt).toBeUndefined();
    expect(world.keys('active')).toEqual(active);

    await world.stack.clock.advance(MINUTE);
    for (const id of active) world.watch.byHand(id);
    const { keys } = await offboard(world, { deleteKeys: true });
    expect(keys).toMatchObject({ deleted: expect.arrayContaining([...active]), left: [] });
    expect(world.keys('active')).toEqual([]);
  });
});

describe('offboarding again', () => {
  it('changes nothing more, and says what is there still', async () => {
    await enrolled();
    await offboard(world);
    world.stack.script.calls.length = 0;
    const answer = await offboard(world);

    expect(answer).toEqual({
      user: 'alice',
      rotationCancelled: false,
      schedules: [],
      keys: { deleted: [] },
      secrets: [{ name: world.subject.keySecret }, { name: world.subject.credentialsSecret }],
    });
    expect(changes(world)).toEqual(['DeleteSchedule']);
  });

  it('undoes an enrolment that got no further than the credentials', async () => {
    world = await World.start({ credentialsOnly: true });
    const answer = await offboard(world, { deleteKeys: true });

    expect(answer).toMatchObject({ rotationCancelled: false, keys: { deleted: [], left: [] } });
    expect(answer.secrets.map(({ name }) => name)).toEqual([world.subject.credentialsSecret]);
  });

  it('is undone by restoring both secrets and enrolling again, with the same key', async () => {
    await enrolled();
    const key = world.currentKey;
    await offboard(world);
    for (const SecretId of [world.subject.keySecret, world.subject.credentialsSecret]) {
      world.stack.secretsManager.call('RestoreSecret', { SecretId });
    }
    await enrol(world);
    await world.stack.secretsManager.rotationSettled(world.subject.keySecret);

    expect(world.currentKey).toBe(key);
    expect(world.secret.rotation?.enabled).toBe(true);
    expect(schedules()).toContain('daily-alice');
  });

  it('that deleted the only keys is undone by enrolling again, which makes a new one', async () => {
    await enrolled();
    await offboard(world, { deleteKeys: true });
    for (const SecretId of [world.subject.keySecret, world.subject.credentialsSecret]) {
      world.stack.secretsManager.call('RestoreSecret', { SecretId });
    }
    expect(await enrol(world)).toMatchObject({ rotatesNow: true });
    await world.stack.secretsManager.rotationSettled(world.subject.keySecret);

    expect(world.keys('active')).toEqual([world.currentKey]);
    expect(await enrol(world)).toMatchObject({ rotatesNow: false });
  });

  it('does not take new keys for deleted, where the secret with an old tag was deleted by hand', async () => {
    await enrolled();
    await offboard(world, { deleteKeys: true });
    for (const SecretId of [world.subject.keySecret, world.subject.credentialsSecret]) {
      world.stack.secretsManager.call('RestoreSecret', { SecretId });
    }
    await enrol(world);
    await world.stack.secretsManager.rotationSettled(world.subject.keySecret);
    world.stack.secretsManager.call('DeleteSecret', { SecretId: world.subject.keySecret, RecoveryWindowInDays: 30 });

    await expect(offboard(world, { deleteKeys: true })).rejects.toMatchObject({ kind: 'operator-needed' });
    expect((await offboard(world)).keys).toEqual({ deleted: [] });
  });

  it('forgets that keys were deleted once there are new ones', async () => {
    await enrolled({ ownKey: true });
    await offboard(world, { deleteKeys: true });
    for (const SecretId of [world.subject.keySecret, world.subject.credentialsSecret]) {
      world.stack.secretsManager.call('RestoreSecret', { SecretId });
    }
    await enrol(world);
    await world.stack.secretsManager.rotationSettled(world.subject.keySecret);
    const answer = await offboard(world);

    expect(world.tag('keys-deleted')).toBeUndefined();
    expect(answer.keys.left).toContain(world.currentKey);
  });
});

describe('an offboarding that dies at any of its calls', () => {
  for (const deleteKeys of [false, true]) {
    for (const kind of ['cut-before', 'cut-after'] as const) {
      it(`(deleteKeys: ${deleteKeys}, ${kind}) is completed by running it again`, { timeout: 60_000 }, async () => {
        await enrolled({ ownKey: true });
        const own = world.keys('active').slice(0, 1);
        world.stack.script.calls.length = 0;
        await offboard(world, { deleteKeys });
        const calls = world.stack.script.calls.map(({ operation }) => operation);
        expect(calls).toContain('DeleteSecret');
        for (const [index, operation] of calls.entries()) {
          await world.close();
          await enrolled({ ownKey: true });
          const keys = world.keys('active');
          const nth = calls.slice(0, index + 1).filter((it) => it === operation).length;
          world.stack.script.add({ operation, nth, times: 2, fault: { kind } });
          await offboard(world, { deleteKeys }).catch(() => undefined);
          world.stack.script.clear();
          await offboard(world, { deleteKeys });

          const where = `call ${index + 1}, ${operation}`;
          expect(world.keys('active'), where).toEqual(deleteKeys ? own : keys);
          expect(schedules(), where).toEqual([]);
          expect(world.secret.deletionAt, where).toBeDefined();
          expect(world.secret.rotation?.enabled, where).toBe(false);
          expect(credentials()?.deletionAt, where).toBeDefined();
        }
      });
    }
  }
});

describe('what an offboarding puts on record', () => {
  it('is one line for each thing that it changed', async () => {
    await enrolled();
    const printed = world.output.length;
    const [old, current] = world.keys('active');
    await offboard(world, { deleteKeys: true });
    const records = world.output
      .slice(printed)
      .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)))
      .filter((line) => 'message' in line)
      .map(({ event, keyId, reason }) => [event, keyId ?? String(reason).split(',')[0]]);

    expect(records).toEqual([
      ['hold-raised', expect.stringContaining('being offboarded')],
      ['rotation-cancelled', 'undefined'],
      ['schedule-deleted', 'daily-alice'],
      ['schedule-deleted', `retire-alice-${old}`],
      ['managed-key-deleted', old],
      ['managed-key-deleted', current],
      ['keys-deleted-tag-set', 'undefined'],
      ['secret-deletion-scheduled', world.subject.keySecret],
      ['secret-deletion-scheduled', world.subject.credentialsSecret],
    ]);
  });
});
