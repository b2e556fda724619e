import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Fleet } from '../../rotate-fleet/fleet.ts';
import { reconcile } from '../../support/reconcile.ts';
import { World, type WorldOptions } from '../../support/world.ts';
import { templateWith } from '../synthesise.ts';
import { badDays } from './bad-days.ts';
import { figuresIn, figuresOf, isRaised } from './figures.ts';
import { alarmsIn } from './watched.ts';

const NAMESPACE = 'EmnifyMfaRotation/emnify-mfa';
/** Made by a metric filter from what Secrets Manager says, and not by a function. */
const NOT_PRINTED = 'RotationsFailed';

// Twenty-five rotations in virtual time, on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const alarms = alarmsIn(templateWith());
const ours = alarms.filter(({ metrics }) => metrics.some(({ namespace }) => namespace === NAMESPACE));
const seen: string[] = [];

const worlds: World[] = [];
beforeAll(() => {
  // As the template says it to each function.
  vi.stubEnv('AWS_EMF_NAMESPACE', NAMESPACE);
  return () => vi.unstubAllEnvs();
});
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function begin(options: WorldOptions = {}): Promise<World> {
  const world = await World.rotated(options);
  worlds.push(world);
  return world;
}

/** The alarms that what these functions printed raises; one that silence raises is not among them. */
function raisedBy(output: readonly string[]): readonly string[] {
  seen.push(...output);
  return ours.filter((alarm) => isRaised(alarm, figuresIn(output))).map(({ slug }) => slug);
}

describe.each(badDays)('%s', (alarm, what, story) => {
  test(`is raised when ${what}`, async () => {
    await story(begin);
    expect(raisedBy(worlds.flatMap((world) => world.output))).toContain(alarm);
  });
});

test('fleet-stopped is raised when too many rotations of a run fail', async () => {
  const users = Array.from({ length: 25 }, (_, index) => `user-${index}`);
  const fleet = await Fleet.of(users);
  for (const user of users) fleet.changePassword(user);
  expect(await fleet.rotate()).toMatchObject({ status: 'stopped' });
  expect(raisedBy(fleet.output)).toContain('fleet-stopped');
  await fleet.stack.close();
});

test('a rotation and daily runs that go well raise none', async () => {
  const world = await begin();
  await world.rotate();
  await reconcile(world);
  await world.stack.clock.advance(25 * 3_600_000);
  await reconcile(world);
  expect(raisedBy(world.output)).toEqual([]);
});

test('a run of the fleet that goes well raises none but the silence of daily runs, of which there are none here', async () => {
  const fleet = await Fleet.of(['ada', 'bob']);
  await fleet.rotate();
  expect(raisedBy(fleet.output)).toEqual(['reconcile-silent']);
  await fleet.stack.close();
});

test('silence raises the alarm on silence alone', () => {
  expect(raisedBy([])).toEqual(['reconcile-silent']);
});

test('every metric of ours that an alarm watches was really published on one of these days', () => {
  const watched = ours.flatMap(({ metrics }) => metrics).filter(({ namespace }) => namespace === NAMESPACE);
  const dead = watched.filter((metric) => figuresOf(metric, figuresIn(seen)).length === 0);
  expect(dead.map(({ name }) => name)).toEqual([NOT_PRINTED]);
});
