import { afterEach, describe, expect, it } from 'vitest';
import { OffboardingAnswer } from '../../functions/domain/offboarding/request.ts';
import { enrol, offboard } from '../support/enrolment.ts';
import { World, type WorldOptions } from '../support/world.ts';

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
