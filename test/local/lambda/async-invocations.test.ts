import { expect, test } from 'vitest';
import { functionArn } from '../../../local/account.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { type AsyncConfiguration, AsyncInvocations } from '../../../local/lambda/async-invocations.ts';
import { FunctionRegistry } from '../../../local/lambda/registry.ts';

const START = Date.parse('2027-06-01T00:00:00Z');
const ARN = functionArn('reconcile-user');
const QUEUE = 'arn:aws:sqs:eu-central-1:111122223333:failed-events';

/** A function that fails as often as it is told, and the seconds after the start at which it was called. */
function failing(times: number, configuration: AsyncConfiguration = {}) {
  const clock = new VirtualClock(START);
  const functions = new FunctionRegistry();
  const events: unknown[] = [];
  functions.define(ARN, async (event) => {
    events.push(event);
    if (events.length <= times) throw new RangeError('not yet');
  });
  const queue = new AsyncInvocations(functions, clock);
  queue.configure(ARN, configuration);
  const calledAt = () => queue.invocations.map(({ at }) => (at - START) / 1000);
  return { clock, queue, events, calledAt };
}

test('An event is taken at once and run when the clock moves', async () => {
  const { clock, queue, events } = failing(0);
  const requestId = queue.enqueue(ARN, { user: 'ada' });
  expect(events).toEqual([]);
  await clock.advance(0);
  expect(events).toEqual([{ user: 'ada' }]);
  expect(queue.invocations).toEqual([
    {
      requestId,
      functionArn: ARN,
      event: { user: 'ada' },
      attempt: 1,
      at: START,
      result: { ok: true, payload: null },
    },
  ]);
  expect(queue.failures).toEqual([]);
});

test('What waits is known, with the attempt that is to come', async () => {
  const { clock, queue } = failing(1);
  queue.enqueue(ARN, { user: 'ada' });
  const waiting = { functionArn: ARN, event: { user: 'ada' }, queuedAt: START };
  expect([...queue.waiting]).toEqual([{ ...waiting, attempt: 1, at: START }]);
  await clock.advance(0);
  expect([...queue.waiting]).toEqual([{ ...waiting, attempt: 2, at: START + 60_000 }]);
  await clock.advance(60_000);
  expect([...queue.waiting]).toEqual([]);
});

test('An event for no function is not taken', async () => {
  const { clock, queue } = failing(0);
  expect(queue.enqueue(functionArn('nobody'), {})).toBeUndefined();
  await clock.advance(1000);
  expect(queue.invocations).toEqual([]);
});

test('A failed event is tried again after one minute and after two more, with the same event and request id', async () => {
  const { clock, queue, events, calledAt } = failing(2);
  queue.enqueue(ARN, { user: 'ada' });
  await clock.advance(86_400_000);
  expect(calledAt()).toEqual([0, 60, 180]);
  expect(events).toEqual([{ user: 'ada' }, { user: 'ada' }, { user: 'ada' }]);
  expect(new Set(queue.invocations.map(({ requestId }) => requestId)).size).toBe(1);
  expect(queue.invocations.map(({ result }) => result.ok)).toEqual([false, false, true]);
  expect(queue.failures).toEqual([]);
});

test('An event that fails three times goes to the on-failure destination', async () => {
  const { clock, queue, calledAt } = failing(9, { onFailure: QUEUE });
  queue.enqueue(ARN, { user: 'ada' });
  await clock.advance(86_400_000);
  expect(calledAt()).toEqual([0, 60, 180]);
  expect(queue.failures).toMatchObject([
    {
      event: { user: 'ada' },
      condition: 'RetriesExhausted',
      attempts: 3,
      at: START + 180_000,
      errorType: 'RangeError',
      destination: QUEUE,
    },
  ]);
});

test.each([
  { attempts: 0, calls: [0] },
  { attempts: 1, calls: [0, 60] },
] as const)('With $attempts retries configured it is called at $calls s', async ({ attempts, calls }) => {
  const { clock, queue, calledAt } = failing(9, { maximumRetryAttempts: attempts });
  queue.enqueue(ARN, {});
  await clock.advance(86_400_000);
  expect(calledAt()).toEqual(calls);
  expect(queue.failures).toMatchObject([{ condition: 'RetriesExhausted', attempts: attempts + 1 }]);
  expect(queue.failures[0]).not.toHaveProperty('destination');
});

test('An event is given up when its next attempt would come after its maximum age', async () => {
  const { clock, queue, calledAt } = failing(9, { maximumEventAgeInSeconds: 179, onFailure: QUEUE });
  queue.enqueue(ARN, {});
  await clock.advance(86_400_000);
  expect(calledAt()).toEqual([0, 60]);
  expect(queue.failures).toMatchObject([{ condition: 'EventAgeExceeded', attempts: 2, destination: QUEUE }]);
});
