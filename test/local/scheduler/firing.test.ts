import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterEach, expect, test } from 'vitest';
import { ACCOUNT, functionArn, REGION } from '../../../local/account.ts';
import type { SchedulerHooks } from '../../../local/scheduler/scheduler.ts';
import type { SchedulerSwitches } from '../../../local/scheduler/switches.ts';
import { startScheduler } from './sdk.ts';

const START = '2027-06-01T00:00:00Z';
const FUNCTION = functionArn('reconcile-user');
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:dead-letters`;
const TARGET = {
  Arn: FUNCTION,
  RoleArn: `arn:aws:iam::${ACCOUNT}:role/scheduler`,
  Input: '{"user":"ada"}',
  RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 },
  DeadLetterConfig: { Arn: QUEUE },
};
const HOUR = 3_600_000;

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

async function started(switches: Partial<SchedulerSwitches> = {}, hooks: SchedulerHooks = {}) {
  const stack = await startScheduler(START, switches, hooks);
  stop = stack.stop;
  const events: { readonly event: unknown; readonly at: string }[] = [];
  const define = () =>
    stack.functions.define(FUNCTION, async (event) => {
      events.push({ event, at: new Date(stack.clock.now()).toISOString() });
    });
  return { ...stack, events, define };
}

/** The retirement of a superseded key, as the product schedules it. */
function retirement(overrides: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput {
  return {
    Name: 'retire-ada',
    ScheduleExpression: 'at(2027-06-02T00:00:00)',
    ActionAfterCompletion: 'DELETE',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: TARGET,
    ...overrides,
  };
}

test('A one-time schedule calls the function with its Input at its time, once, and is gone', async () => {
  const { client, clock, events, define, scheduler } = await started();
  define();
  await client.send(new CreateScheduleCommand(retirement()));
  expect(scheduler.schedules.map(({ arn }) => arn)).toEqual([
    `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/retire-ada`,
  ]);
  await clock.advance(24 * HOUR - 1);
  expect(events).toEqual([]);
  await clock.advance(72 * HOUR);
  expect(events).toEqual([{ event: { user: 'ada' }, at: '2027-06-02T00:00:00.000Z' }]);
  expect(scheduler.schedules).toEqual([]);
});

test('A daily cron schedule calls the function every day', async () => {
  const { client, clock, events, define } = await started();
  define();
  await client.send(new CreateScheduleCommand(retirement({ ScheduleExpression: 'cron(17 3 * * ? *)' })));
  await clock.advance(72 * HOUR);
  expect(events.map(({ at }) => at)).toEqual([
    '2027-06-01T03:17:00.000Z',
    '2027-06-02T03:17:00.000Z',
    '2027-06-03T03:17:00.000Z',
  ]);
});

test('An error of the function is retried by Lambda and never reaches the dead-letter queue of the schedule', async () => {
  const { client, clock, functions, invocations, scheduler } = await started();
  functions.define(FUNCTION, async () => {
    throw new Error('emnify is down');
  });
  invocations.configure(FUNCTION, { onFailure: 'arn:aws:sqs:eu-central-1:111122223333:failed-events' });
  await client.send(new CreateScheduleCommand(retirement()));
  await clock.advance(48 * HOUR);
  expect(scheduler.firings).toMatchObject([{ outcome: 'delivered', retries: 0 }]);
  expect(scheduler.schedules).toEqual([]);
  expect(scheduler.deadLetters).toEqual([]);
  expect(invocations.invocations).toHaveLength(3);
  expect(invocations.failures).toMatchObject([{ condition: 'RetriesExhausted', event: { user: 'ada' } }]);
});

test('Without the function the event is retried as the policy says, then sent to the dead-letter queue', async () => {
  const { client, clock, scheduler } = await started();
  await client.send(new CreateScheduleCommand(retirement()));
  await clock.advance(48 * HOUR);
  expect(scheduler.firings).toMatchObject([{ outcome: 'given-up', retries: 3 }]);
  expect(scheduler.deadLetters).toMatchObject([
    { queueArn: QUEUE, payload: '{"user":"ada"}', targetArn: FUNCTION, retries: 3, exhausted: 'MaximumRetryAttempts' },
  ]);
});

test('An event that grows older than the policy allows is sent to the dead-letter queue', async () => {
  const { client, clock, scheduler } = await started();
  const RetryPolicy = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 60 };
  await client.send(new CreateScheduleCommand(retirement({ Target: { ...TARGET, RetryPolicy } })));
  await clock.advance(48 * HOUR);
  expect(scheduler.deadLetters).toMatchObject([{ exhausted: 'MaximumEventAgeInSeconds' }]);
  expect(scheduler.deadLetters[0]?.at).toBeLessThanOrEqual(Date.parse('2027-06-02T00:01:00Z'));
});

test('An event is delivered by a retry once the function exists', async () => {
  const { client, clock, events, define, scheduler } = await started();
  await client.send(new CreateScheduleCommand(retirement()));
  await clock.advance(24 * HOUR);
  expect(scheduler.firings).toMatchObject([{ outcome: 'retrying' }]);
  define();
  await clock.advance(HOUR);
  expect(scheduler.firings).toMatchObject([{ outcome: 'delivered', retries: 1 }]);
  expect(events).toHaveLength(1);
  expect(scheduler.deadLetters).toEqual([]);
});

test('A firing can come late, or be delivered twice', async () => {
  const { client, clock, events, define } = await started({ delay: 59_000, deliveries: 2 });
  define();
  await client.send(new CreateScheduleCommand(retirement()));
  await clock.advance(48 * HOUR);
  expect(events.map(({ at }) => at)).toEqual(['2027-06-02T00:00:59.000Z', '2027-06-02T00:00:59.000Z']);
});

test('A schedule can be fired early, and keeps its own time', async () => {
  const { client, clock, events, define, scheduler } = await started();
  define();
  await client.send(new CreateScheduleCommand(retirement()));
  scheduler.fireNow('retire-ada');
  await clock.advance(48 * HOUR);
  expect(events.map(({ at }) => at)).toEqual(['2027-06-01T00:00:00.000Z', '2027-06-02T00:00:00.000Z']);
});

test.each([
  { pastAt: 'accepted', calls: 0 },
  { pastAt: 'accepted-and-fires', calls: 1 },
] as const)('A time in the past, switched to $pastAt, leads to $calls calls', async ({ pastAt, calls }) => {
  const { client, clock, events, define } = await started({ pastAt });
  define();
  await client.send(new CreateScheduleCommand(retirement({ ScheduleExpression: 'at(2027-05-01T00:00:00)' })));
  await clock.advance(HOUR);
  expect(events).toHaveLength(calls);
});

test('A time in the past is refused where that is switched on', async () => {
  const { client, scheduler } = await started({ pastAt: 'refused' });
  const past = new CreateScheduleCommand(retirement({ ScheduleExpression: 'at(2027-05-01T00:00:00)' }));
  await expect(client.send(past)).rejects.toMatchObject({ name: 'ValidationException' });
  expect(scheduler.schedules).toEqual([]);
});

test('A rate begins one interval after its creation where that is switched on', async () => {
  const { client, clock, events, define } = await started({ firstRate: 'after-interval' });
  define();
  await client.send(new CreateScheduleCommand(retirement({ ScheduleExpression: 'rate(1 day)' })));
  await clock.advance(48 * HOUR);
  expect(events.map(({ at }) => at)).toEqual(['2027-06-02T00:00:00.000Z', '2027-06-03T00:00:00.000Z']);
});

test('An update moves the firing and puts what it leaves out back to its default', async () => {
  const { client, clock, events, define } = await started();
  define();
  await client.send(new CreateScheduleCommand(retirement({ Description: 'first', State: 'DISABLED' })));
  const { ActionAfterCompletion: _, ...rest } = retirement({ ScheduleExpression: 'at(2027-06-05T00:00:00)' });
  await client.send(new UpdateScheduleCommand(rest));
  await clock.advance(240 * HOUR);
  expect(events.map(({ at }) => at)).toEqual(['2027-06-05T00:00:00.000Z']);
  const now = await client.send(new GetScheduleCommand({ Name: 'retire-ada' }));
  expect(now).toMatchObject({ State: 'ENABLED', ActionAfterCompletion: 'NONE' });
  expect(now.Description).toBeUndefined();
});

test('A deleted schedule does not fire, nor one whose group is deleted', async () => {
  const { client, clock, events, define } = await started();
  define();
  await client.send(new CreateScheduleGroupCommand({ Name: 'emnify' }));
  await client.send(new CreateScheduleCommand(retirement()));
  await client.send(new CreateScheduleCommand(retirement({ GroupName: 'emnify' })));
  await client.send(new DeleteScheduleCommand({ Name: 'retire-ada' }));
  await client.send(new DeleteScheduleGroupCommand({ Name: 'emnify' }));
  await clock.advance(48 * HOUR);
  expect(events).toEqual([]);
});

test("A schedule without Input sends Scheduler's own event", async () => {
  const { client, clock, events, define } = await started();
  define();
  const Target = { Arn: FUNCTION, RoleArn: `arn:aws:iam::${ACCOUNT}:role/scheduler` };
  await client.send(new CreateScheduleCommand(retirement({ Target })));
  await clock.advance(48 * HOUR);
  expect(events).toMatchObject([{ event: { source: 'aws.scheduler', time: '2027-06-02T00:00:00Z' } }]);
});

test('Changes and firings are told as they happen', async () => {
  const told: string[] = [];
  const { client, clock, define } = await started(
    {},
    {
      onChange: (change, { definition }) => told.push(`${change} ${definition.Name}`),
      onFire: ({ scheduleArn }) => told.push(`fired ${scheduleArn.split('/').at(-1)}`),
    },
  );
  define();
  await client.send(new CreateScheduleCommand(retirement()));
  await client.send(new UpdateScheduleCommand(retirement()));
  await clock.advance(48 * HOUR);
  await client.send(new CreateScheduleCommand(retirement({ ScheduleExpression: 'rate(1 day)' })));
  await client.send(new DeleteScheduleCommand({ Name: 'retire-ada' }));
  expect(told).toEqual([
    'created retire-ada',
    'updated retire-ada',
    'fired retire-ada',
    'completed retire-ada',
    'created retire-ada',
    'deleted retire-ada',
  ]);
});

test('A creation whose reply was lost succeeds when the SDK sends it again', async () => {
  const { client, script, scheduler } = await started();
  script.add({ operation: 'CreateSchedule', nth: 1, fault: { kind: 'cut-after' } });
  await client.send(new CreateScheduleCommand(retirement()));
  expect(script.calls.map(({ operation, status }) => [operation, status])).toEqual([
    ['CreateSchedule', undefined],
    ['CreateSchedule', 200],
  ]);
  expect(scheduler.schedules).toHaveLength(1);
});
