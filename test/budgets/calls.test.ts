import { afterEach, expect, it } from 'vitest';
import type { RecordedCall } from '../../local/faults.ts';
import { reconcile } from '../support/reconcile.ts';
import { World } from '../support/world.ts';

/** How often each operation may be called, by the name under which the stack records it. */
type Budget = Readonly<Record<string, number>>;

const AUTHENTICATE = 'POST /api/v1/authenticate';
const USER = 'GET /api/v1/user/{id}';
const DEVICES = 'GET /api/v1/user/my/mfa/trusted_device';

/** docs/performance.md says of each call why a rotation cannot do without it. */
const ROTATION: Budget = {
  DescribeSecret: 6,
  GetSecretValue: 4,
  TagResource: 4,
  PutSecretValue: 1,
  CreateSchedule: 1,
  UpdateSecretVersionStage: 1,
  [AUTHENTICATE]: 1,
  [USER]: 2,
  'POST /api/v1/user/mfa': 1,
  'PATCH /api/v1/user/mfa/{key_id}': 1,
};

const DAILY_RUN: Budget = {
  DescribeSecret: 2,
  // Credentials, AWSCURRENT, AWSPREVIOUS.
  GetSecretValue: 3,
  [AUTHENTICATE]: 1,
  [USER]: 1,
  [DEVICES]: 1,
};

/** What a daily run does, and the key looked at again, deleted, looked for, and taken off the record. */
const RETIREMENT: Budget = {
  ...DAILY_RUN,
  DescribeSecret: 3,
  'DELETE /api/v1/user/my/mfa/{key_id}': 1,
  [USER]: 2,
  UntagResource: 1,
};

const DAY = 24 * 3_600_000;

let world: World;
afterEach(() => world.close());

/** A sentence for each operation that was called more often than its budget allows. */
function excesses(what: string, calls: readonly RecordedCall[], budget: Budget): readonly string[] {
  const counts = Map.groupBy(calls, ({ operation }) => operation);
  return [...counts].flatMap(([operation, { length }]) => {
    const allowed = budget[operation] ?? 0;
    if (length <= allowed) return [];
    return [`${what} calls ${operation} ${length} times and may ${allowed}: make it with fewer, or say why it must`];
  });
}

it('holds a clean rotation, also where each step has a container of its own', async () => {
  world = await World.rotated({ containers: 'fresh' });
  await world.rotate();

  expect(world.errors).toEqual([]);
  expect(excesses('a rotation', world.stack.script.calls, ROTATION)).toEqual([]);
});

it('lets the steps after the one that climbed look at the tags and at nothing else', async () => {
  world = await World.rotated();
  const token = world.beginByHand();
  await world.step('createSecret', token);
  world.stack.script.calls.length = 0;
  await world.step('setSecret', token);
  await world.step('testSecret', token);

  expect(world.stack.script.calls.map(({ operation }) => operation)).toEqual(['DescribeSecret', 'DescribeSecret']);
});

it('holds a daily run that finds nothing to do', async () => {
  world = await World.rotated();
  await world.rotate();
  await world.stack.clock.advance(2 * DAY);
  await reconcile(world);
  world.stack.script.calls.length = 0;

  expect((await reconcile(world)).plan.actions).toEqual([]);
  expect(excesses('a daily run', world.stack.script.calls, DAILY_RUN)).toEqual([]);
});

it('holds the run that retires a key', async () => {
  world = await World.rotated();
  await world.rotate();
  const [superseded] = world.keys('active');
  await world.stack.clock.advance(DAY + 1);
  world.stack.script.calls.length = 0;

  expect((await reconcile(world)).verifiedGone.keys).toEqual([superseded]);
  expect(excesses('a retirement', world.stack.script.calls, RETIREMENT)).toEqual([]);
});
