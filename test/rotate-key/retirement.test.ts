import { afterEach, describe, expect, it } from 'vitest';
import { RECONCILE_USER_ARN } from '../../local/subject.ts';
import { World } from '../support/world.ts';

const HOUR = 3_600_000;

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

const schedules = () => world.stack.scheduler.schedules.map(({ definition }) => definition);
const operations = () => world.stack.script.calls.map(({ operation }) => operation);

describe('a promotion', () => {
  it('schedules a run for the end of the grace of the key that AWSCURRENT leaves', async () => {
    world = await World.rotated();
    const before = world.currentKey;
    const runs: { readonly event: unknown; readonly at: number }[] = [];
    world.stack.functions.define(RECONCILE_USER_ARN, async (event) =>
      runs.push({ event, at: world.stack.clock.now() }),
    );
    await world.rotate();
    const deadline = Date.parse(world.tag(`superseded/${before}`) ?? '');

    expect(schedules()).toMatchObject([{ Name: `retire-alice-${before}`, GroupName: 'emnify-mfa' }]);
    await world.stack.clock.advance(25 * HOUR);
    expect(runs.map(({ event }) => event)).toEqual([{ user: 'alice' }]);
    expect(runs[0]?.at).toBeGreaterThanOrEqual(deadline);
    expect(runs[0]?.at).toBeLessThanOrEqual(deadline + 60_000);
    expect(schedules()).toEqual([]);
  });

  it('puts the key on record first, and moves AWSCURRENT last', async () => {
    world = await World.rotated();
    await world.rotate();

    expect(operations().slice(-3)).toEqual(['TagResource', 'CreateSchedule', 'UpdateSecretVersionStage']);
  });

  it('schedules nothing where no key is superseded', async () => {
    world = await World.start();
    await world.rotate();

    expect(schedules()).toEqual([]);
  });

  it('schedules a run for each key that enrolment took over', async () => {
    world = await World.start({ ownKey: true, subject: { takeOver: [701] } });
    await world.rotate();

    expect(schedules().map(({ Name }) => Name)).toEqual(['retire-alice-701']);
  });

  it('that is made again later moves the run to the new deadline', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    world.stack.script.add({ operation: 'UpdateSecretVersionStage', nth: 1, times: 2, fault: { kind: 'cut-before' } });
    expect(await world.step('finishSecret', token)).toMatchObject({ kind: 'store-outcome-unknown' });
    const [first] = schedules();

    await world.stack.clock.advance(2 * HOUR);
    expect(await world.step('finishSecret', token)).toBeUndefined();
    expect(schedules().map(({ Name }) => Name)).toEqual([first?.Name]);
    expect(schedules()[0]?.ScheduleExpression).not.toBe(first?.ScheduleExpression);
  });
});

describe('a Scheduler that fails stops no promotion: when it', () => {
  const throttled = { kind: 'answer', status: 429, body: '{}' } as const;
  it.each([
    ['refuses', { kind: 'answer', status: 403, body: '{}' } as const, 'store-refused'],
    ['throttles', { ...throttled, headers: { 'x-amzn-errortype': 'ThrottlingException' } }, 'store-unavailable'],
    ['is down', { kind: 'cut-before' } as const, 'store-outcome-unknown'],
    ['is silent', { kind: 'hang-before' } as const, 'store-outcome-unknown'],
  ])('%s, the failure goes into the journal and the key is promoted', async (_, fault, reason) => {
    world = await World.rotated();
    const before = world.currentKey;
    world.stack.script.add({ service: 'scheduler', fault });
    const token = world.beginByHand();
    const container = world.container();
    const told: unknown[] = [];
    const journal = { record: (entry: unknown) => told.push(entry), measure: () => {} };
    const event = { Step: 'finishSecret', SecretId: world.secret.arn, ClientRequestToken: token };
    await world.run(event, { ...container, ports: { ...container.ports, journal } });

    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
    expect(world.tag(`superseded/${before}`)).toBeDefined();
    expect(told).toContainEqual(
      expect.objectContaining({ event: 'retirement-scheduled', outcome: 'failed', keyId: before, reason }),
    );
    expect(operations().filter((operation) => operation === 'CreateSchedule').length).toBeLessThanOrEqual(2);
  });

  it('throws what no rule foresaw, the journal says so and the key is promoted', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    const container = world.container();
    const told: unknown[] = [];
    const journal = { record: (entry: unknown) => told.push(entry), measure: () => {} };
    const retirement = {
      scheduleRetirement: async () => {
        throw new TypeError('a bug');
      },
    };
    const event = { Step: 'finishSecret', SecretId: world.secret.arn, ClientRequestToken: token };
    await world.run(event, { ...container, ports: { ...container.ports, journal, retirement } });

    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
    expect(told).toContainEqual(expect.objectContaining({ outcome: 'failed', reason: 'unexpected-failure' }));
  });
});
