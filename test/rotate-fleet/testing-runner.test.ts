import { withDurableExecution } from '@aws/durable-execution-sdk-js';
import { LocalDurableTestRunner } from '@aws/durable-execution-sdk-js-testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Fleet } from './fleet.ts';

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

it("ends well in the SDK's own runner, which takes no part of the embedded stack's clock", async () => {
  const fleet = await Fleet.of(['carol', 'alice', 'bob']);
  const { clock } = fleet.stack;
  const code = fleet.code();
  let waitedFor = 0;
  const handler = withDurableExecution(async (event: unknown, context) => code(event, context));
  const runner = new LocalDurableTestRunner({
    handlerFunction: async (event, context) => {
      // Each invocation but the first follows a wait, which the runner skips and the embedded stack must live through.
      if (waitedFor > 0) await clock.advance(60_000);
      waitedFor += 1;
      return handler(event, context);
    },
  });

  const execution = await fleet.captured(() => runner.run({ payload: { run: 'breach', reason: 'a test' } }));

  expect(execution.getStatus()).toBe('SUCCEEDED');
  expect(execution.getResult()).toMatchObject({ status: 'finished', rotated: 3 });
  const steps = execution.getOperations().map((operation) => operation.getName());
  expect(steps).toEqual(['find 1', 'begin', 'batch 1', 'pace 1', 'batch 2', 'end']);
}, 30_000);
