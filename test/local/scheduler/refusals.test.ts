import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  GetScheduleCommand,
  ListSchedulesCommand,
} from '@aws-sdk/client-scheduler';
import { afterAll, expect, test } from 'vitest';
import { ACCOUNT, functionArn } from '../../../local/account.ts';
import { startScheduler } from './sdk.ts';

const { client, script, scheduler, url, stop } = await startScheduler('2027-06-01T00:00:00Z');
afterAll(stop);

const target = { Arn: functionArn('reconcile-user'), RoleArn: `arn:aws:iam::${ACCOUNT}:role/scheduler`, Input: '{}' };
const schedule: CreateScheduleCommandInput = {
  Name: 'sched',
  ScheduleExpression: 'rate(1 day)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: target,
};

test.each<{ what: string; input: Partial<CreateScheduleCommandInput> }>([
  { what: 'a member', input: { KmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/k' } },
  { what: 'a member of the target', input: { Target: { ...target, SqsParameters: { MessageGroupId: 'g' } } } },
  {
    what: 'a window that is off and has a length',
    input: { FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 5 } },
  },
  { what: 'a target', input: { Target: { ...target, Arn: 'arn:aws:sns:eu-central-1:111122223333:topic' } } },
  { what: 'a context attribute', input: { Target: { ...target, Input: '{"at":"<aws.scheduler.scheduled-time>"}' } } },
  { what: 'a descending range', input: { ScheduleExpression: 'cron(0 9 ? * FRI-MON *)' } },
])('What the stand-in does not know is refused, not ignored: $what', async ({ input }) => {
  await expect(client.send(new CreateScheduleCommand({ ...schedule, ...input }))).rejects.toMatchObject({
    name: 'NotSupportedByStandIn',
    $metadata: { httpStatusCode: 400, attempts: 1 },
  });
  expect(scheduler.schedules).toEqual([]);
});

test.each([
  ['PATCH', '/schedules/sched'],
  ['GET', '/'],
  ['GET', '/schedules/sched/history'],
  ['POST', '/schedules'],
])('A call that is no action is refused and recorded as it came: %s %s', async (method, path) => {
  const answer = await fetch(`${url}${path}`, { method });
  expect(answer.headers.get('x-amzn-errortype')).toBe('NotSupportedByStandIn');
  expect(await answer.text()).toContain(`${method} ${path}`);
  expect(script.calls.at(-1)).toMatchObject({ operation: `${method} ${path}`, status: 400 });
});

test('A body that is not JSON is a SerializationException', async () => {
  const answer = await fetch(`${url}/schedules/sched`, { method: 'POST', body: '{"Name' });
  expect(answer.status).toBe(400);
  expect(answer.headers.get('x-amzn-errortype')).toBe('SerializationException');
});

test('A token that no list answered is a ValidationException', async () => {
  const list = new ListSchedulesCommand({ NextToken: 'invented' });
  await expect(client.send(list)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('The same ClientToken with other content is a ConflictException', async () => {
  await client.send(new CreateScheduleCommand({ ...schedule, ClientToken: 'token' }));
  const other = new CreateScheduleCommand({ ...schedule, ScheduleExpression: 'rate(2 days)', ClientToken: 'token' });
  await expect(client.send(other)).rejects.toMatchObject({ name: 'ConflictException' });
});

test('A refused call is sent once, although the clock of the stack is not that of the SDK', async () => {
  const before = script.calls.length;
  await expect(client.send(new GetScheduleCommand({ Name: 'nobody' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  script.add({ operation: 'GetSchedule', nth: 1, fault: { kind: 'answer', status: 404, body: '{}' } });
  await expect(client.send(new GetScheduleCommand({ Name: 'nobody' }))).rejects.toThrow();
  expect(script.calls).toHaveLength(before + 2);
});
