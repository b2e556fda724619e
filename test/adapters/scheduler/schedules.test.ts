import {
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterEach, describe, expect, it } from 'vitest';
import { createSchedules } from '../../../functions/adapters/scheduler/schedules.ts';
import { KeyId, UserSlug } from '../../../functions/domain/identifiers.ts';
import { ACCOUNT, functionArn, REGION } from '../../../local/account.ts';
import type { Fault } from '../../../local/faults.ts';
import { startScheduler } from '../../local/scheduler/sdk.ts';

const START = '2027-06-01T00:00:00Z';
const HOUR = 3_600_000;
const GROUP = 'emnify-mfa';
const alice = UserSlug.parse('alice');
const key = KeyId.parse(717);
const deadline = Date.parse('2027-06-02T00:00:20Z');
const RECONCILE = functionArn('reconcile-user');
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:dead-letters`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/scheduler`;

const retirement = { Name: 'retire-alice-717', GroupName: GROUP };
const daily = { Name: 'daily-alice', GroupName: GROUP };
const content = {
  ScheduleExpressionTimezone: 'UTC',
  State: 'ENABLED',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: {
    Arn: RECONCILE,
    RoleArn: ROLE,
    Input: '{"user":"alice"}',
    RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
    DeadLetterConfig: { Arn: QUEUE },
  },
};

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

async function started(patience = 5_000) {
  const stack = await startScheduler(START);
  const { client: operator, clock, script, url } = stack;
  await operator.send(new CreateScheduleGroupCommand({ Name: GROUP }));
  const client = new SchedulerClient({
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 2,
    requestHandler: { requestTimeout: patience, throwOnRequestTimeout: true },
  });
  stop = async () => {
    client.destroy();
    await stack.stop();
  };
  const events: { readonly event: unknown; readonly at: string }[] = [];
  stack.functions.define(RECONCILE, async (event) => {
    events.push({ event, at: new Date(clock.now()).toISOString() });
  });
  script.calls.length = 0;
  const options = { client, groupName: GROUP, roleArn: ROLE, targetArn: RECONCILE, deadLetterArn: QUEUE, clock };
  return {
    ...stack,
    operator,
    events,
    schedules: createSchedules(options),
    /** The same function, deployed with another target. */
    redeployed: createSchedules({ ...options, targetArn: functionArn('reconcile-user-2') }),
    calls: () => script.calls.map(({ operation }) => operation),
  };
}

/** The daily schedule as it is, but for when it was last written. */
async function look(operator: SchedulerClient) {
  const { $metadata: _, LastModificationDate: _last, ...schedule } = await operator.send(new GetScheduleCommand(daily));
  return schedule;
}

describe('a retirement', () => {
  it('is a one-time schedule for the whole minute after the deadline, which deletes itself', async () => {
    const { schedules, operator } = await started();
    await schedules.scheduleRetirement(alice, key, deadline);

    expect(await operator.send(new GetScheduleCommand(retirement))).toMatchObject({
      ...content,
      ScheduleExpression: 'at(2027-06-02T00:01:00)',
      ActionAfterCompletion: 'DELETE',
    });
  });

  it('calls the function with the user once the deadline has passed, once', async () => {
    const { schedules, clock, events, scheduler } = await started();
    await schedules.scheduleRetirement(alice, key, deadline);
    await clock.advance(72 * HOUR);

    expect(events).toEqual([{ event: { user: 'alice' }, at: '2027-06-02T00:01:00.000Z' }]);
    expect(scheduler.schedules).toEqual([]);
  });

  it('is never asked for in the past', async () => {
    const { schedules, clock, events, scheduler } = await started();
    scheduler.switches.pastAt = 'refused';
    await schedules.scheduleRetirement(alice, key, clock.now() - HOUR);
    await clock.advance(HOUR);

    expect(events.map(({ at }) => at)).toEqual(['2027-06-01T00:02:00.000Z']);
  });

  it('has a schedule of its own for each key', async () => {
    const { schedules, scheduler } = await started();
    await schedules.scheduleRetirement(alice, key, deadline);
    await schedules.scheduleRetirement(alice, KeyId.parse(718), deadline);

    expect(scheduler.schedules.map(({ definition }) => definition.Name)).toEqual([
      'retire-alice-717',
      'retire-alice-718',
    ]);
  });

  it('is left as it is where it is there already', async () => {
    const { schedules, calls } = await started();
    await schedules.scheduleRetirement(alice, key, deadline);
    await schedules.scheduleRetirement(alice, key, deadline);

    expect(calls()).toEqual(['CreateSchedule', 'CreateSchedule', 'GetSchedule']);
  });

  it('moves to another deadline', async () => {
    const { schedules, clock, events, calls } = await started();
    await schedules.scheduleRetirement(alice, key, deadline);
    await schedules.scheduleRetirement(alice, key, deadline + 2 * HOUR);
    await clock.advance(72 * HOUR);

    expect(calls()).toEqual(['CreateSchedule', 'CreateSchedule', 'GetSchedule', 'UpdateSchedule']);
    expect(events.map(({ at }) => at)).toEqual(['2027-06-02T02:01:00.000Z']);
  });

  it('is made anew where the one of that name fires between the refusal and the correction', async () => {
    const { schedules, script, clock, scheduler } = await started();
    await schedules.scheduleRetirement(alice, key, deadline);
    const fires = () => clock.advance(25 * HOUR);
    script.add({ operation: 'GetSchedule', nth: 1, fault: { kind: 'meanwhile', when: 'before', act: fires } });
    await schedules.scheduleRetirement(alice, key, deadline + 48 * HOUR);

    expect(scheduler.schedules.map(({ definition }) => definition.ScheduleExpression)).toEqual([
      'at(2027-06-04T00:01:00)',
    ]);
  });
});

describe('the daily run', () => {
  it('is a recurring schedule at a time of day that the slug gives', async () => {
    const { schedules, operator } = await started();
    await schedules.ensureDaily(alice);

    expect(await operator.send(new GetScheduleCommand(daily))).toMatchObject({
      ...content,
      ScheduleExpression: expect.stringMatching(/^cron\(\d{1,2} \d{1,2} \* \* \? \*\)$/),
      ActionAfterCompletion: 'NONE',
    });
  });

  it('calls the function with the user every day, and stays', async () => {
    const { schedules, clock, events, scheduler } = await started();
    await schedules.ensureDaily(alice);
    await clock.advance(72 * HOUR);

    expect(events.map(({ event }) => event)).toEqual([{ user: 'alice' }, { user: 'alice' }, { user: 'alice' }]);
    expect(new Set(events.map(({ at }) => at.slice(11))).size).toBe(1);
    expect(scheduler.schedules).toHaveLength(1);
  });

  it.each([
    ['switched off', { State: 'DISABLED' as const }],
    ['given a window', { FlexibleTimeWindow: { Mode: 'FLEXIBLE' as const, MaximumWindowInMinutes: 15 } }],
    ['described', { Description: 'by hand' }],
    ['ended', { EndDate: new Date('2027-06-30T00:00:00Z') }],
    ['given another user', { Target: { ...content.Target, Input: '{"user":"bob"}' } }],
    ['left without a dead-letter queue', { Target: { Arn: RECONCILE, RoleArn: ROLE, Input: '{"user":"alice"}' } }],
  ])('is put right after it was %s by hand', async (_, change) => {
    const { schedules, operator } = await started();
    await schedules.ensureDaily(alice);
    const before = await look(operator);
    const { ScheduleExpression, FlexibleTimeWindow, Target, State } = before;
    const whole = { ...daily, ScheduleExpression, FlexibleTimeWindow, Target, State };
    await operator.send(new UpdateScheduleCommand({ ...whole, ...change }));
    expect(await look(operator)).not.toEqual(before);

    await schedules.ensureDaily(alice);
    expect(await look(operator)).toEqual(before);
  });

  it('goes to the function of the newest deployment', async () => {
    const { schedules, redeployed, scheduler } = await started();
    await schedules.ensureDaily(alice);
    await redeployed.ensureDaily(alice);

    expect(scheduler.schedules.map(({ definition }) => definition.Target.Arn)).toEqual([
      functionArn('reconcile-user-2'),
    ]);
  });
});

const JSON_BODY = { 'content-type': 'application/json' };
const failing = (status: number, code: string): Fault => ({
  kind: 'answer',
  status,
  body: JSON.stringify({ Message: 'canary-of-aws-message' }),
  headers: { ...JSON_BODY, 'x-amzn-errortype': code },
});

describe('when a call to Scheduler fails', () => {
  it.each<[string, Fault]>([
    ['is cut before it arrives', { kind: 'cut-before' }],
    ['takes effect and its reply is lost', { kind: 'cut-after' }],
    ['is throttled', failing(429, 'ThrottlingException')],
    ['meets an outage', failing(500, 'InternalServerException')],
    ['is delivered twice', { kind: 'duplicate' }],
  ])('and it %s once, the schedule is there all the same, once', async (_, fault) => {
    const { schedules, script, scheduler } = await started();
    script.add({ operation: 'CreateSchedule', nth: 1, fault });
    await schedules.scheduleRetirement(alice, key, deadline);

    expect(scheduler.schedules.map(({ definition }) => definition.Name)).toEqual(['retire-alice-717']);
  });

  it.each<[string, Fault, string]>([
    ['throttled', failing(429, 'ThrottlingException'), 'store-unavailable'],
    ['refused', failing(403, 'AccessDeniedException'), 'store-refused'],
    ['answered with an outage', failing(500, 'InternalServerException'), 'store-outcome-unknown'],
    ['cut off', { kind: 'cut-after' }, 'store-outcome-unknown'],
  ])('and is %s every time, it says so', async (_, fault, kind) => {
    const { schedules, script } = await started();
    script.add({ operation: 'CreateSchedule', fault });
    const failure = await schedules.scheduleRetirement(alice, key, deadline).catch((error: unknown) => error);

    expect(failure).toMatchObject({ kind, operation: 'CreateSchedule' });
    expect(String(failure)).not.toContain('canary');
  });

  it('and is never answered, it gives up after two attempts', async () => {
    const { schedules, script, calls } = await started(50);
    script.add({ operation: 'CreateSchedule', fault: { kind: 'hang-before' } });

    await expect(schedules.scheduleRetirement(alice, key, deadline)).rejects.toMatchObject({
      kind: 'store-outcome-unknown',
    });
    expect(calls()).toEqual(['CreateSchedule', 'CreateSchedule']);
  });

  it('and there is no such group, it says so', async () => {
    const { schedules, scheduler, script } = await started();
    script.add({ operation: 'CreateSchedule', fault: failing(404, 'ResourceNotFoundException') });

    await expect(schedules.ensureDaily(alice)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect(scheduler.schedules).toEqual([]);
  });

  it.each(['GetSchedule', 'UpdateSchedule'])('and it is %s that is refused, it says so', async (operation) => {
    const { schedules, script } = await started();
    await schedules.scheduleRetirement(alice, key, deadline);
    script.add({ operation, fault: failing(403, 'AccessDeniedException') });

    await expect(schedules.scheduleRetirement(alice, key, deadline + HOUR)).rejects.toMatchObject({
      kind: 'store-refused',
      operation,
    });
  });

  it('and the reply to the correction is lost, the correction stands', async () => {
    const { schedules, script, scheduler } = await started();
    await schedules.scheduleRetirement(alice, key, deadline);
    script.add({ operation: 'UpdateSchedule', nth: 1, fault: { kind: 'cut-after' } });
    await schedules.scheduleRetirement(alice, key, deadline + HOUR);

    expect(scheduler.schedules.map(({ definition }) => definition.ScheduleExpression)).toEqual([
      'at(2027-06-02T01:01:00)',
    ]);
  });
});
