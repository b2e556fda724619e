import {
  GetDurableExecutionCommand,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  ListDurableExecutionsByFunctionCommand,
  StopDurableExecutionCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../../../functions/domain/ports.ts';
import { functionArn, REGION } from '../../../local/account.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { FaultScript } from '../../../local/faults.ts';
import type { ExecutionEnding } from '../../../local/fleet/durable-execution.ts';
import { AsyncInvocations } from '../../../local/lambda/async-invocations.ts';
import { DurableExecutions } from '../../../local/lambda/durable-executions.ts';
import { InvokeService } from '../../../local/lambda/invoke-service.ts';
import { FunctionRegistry } from '../../../local/lambda/registry.ts';
import { endpoint, type Listening, listen } from '../../../local/service.ts';

const START = Date.parse('2026-03-01T00:00:00Z');
let clock: VirtualClock;
let script: FaultScript;
let listening: Listening;
let client: LambdaClient;
/** Instants at which an execution did something, in minutes after the beginning. */
let did: number[];

/** Works, waits ten minutes, works, and answers what it was given. */
function begin(payload: unknown, time: Clock) {
  let stopped = false;
  return {
    async run(): Promise<ExecutionEnding> {
      did.push((time.now() - START) / 60_000);
      await time.sleep(10 * 60_000);
      if (stopped) return { status: 'STOPPED' };
      await Promise.resolve();
      did.push((time.now() - START) / 60_000);
      return { status: 'SUCCEEDED', result: payload };
    },
    stop() {
      stopped = true;
    },
  };
}

beforeEach(async () => {
  clock = new VirtualClock(START);
  script = new FaultScript();
  did = [];
  const registry = new FunctionRegistry();
  const executions = new DurableExecutions(clock);
  executions.define(functionArn('long'), { alias: 'live', begin });
  const service = new InvokeService(registry, new AsyncInvocations(registry, clock), executions);
  listening = await listen(endpoint(service, script, clock));
  const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };
  client = new LambdaClient({ region: REGION, endpoint: listening.url, credentials });
});

afterEach(async () => {
  client.destroy();
  await listening.close();
});

async function start(input: Partial<InvokeCommandInput> = {}): Promise<string> {
  const answer = await client.send(
    new InvokeCommand({
      FunctionName: 'long',
      Qualifier: 'live',
      InvocationType: 'Event',
      DurableExecutionName: 'one',
      Payload: '{"run":"one"}',
      ...input,
    }),
  );
  return answer.DurableExecutionArn ?? '';
}

function look(arn: string) {
  return client.send(new GetDurableExecutionCommand({ DurableExecutionArn: arn }));
}

test('an execution waits in the time of the stack, which passes no instant before its work is done', async () => {
  const arn = await start();
  expect(did).toEqual([]);
  await clock.advance(60 * 60_000);
  expect(did).toEqual([0, 10]);
  expect(await look(arn)).toMatchObject({
    Status: 'SUCCEEDED',
    InputPayload: '{"run":"one"}',
    Result: '{"run":"one"}',
    StartTimestamp: new Date(START),
    EndTimestamp: new Date(START + 10 * 60_000),
  });
});

test('a name with the same payload is one execution, also when it has ended; with another payload it is refused', async () => {
  const arn = await start();
  expect(await start()).toBe(arn);
  await clock.advance(60 * 60_000);
  expect(await start()).toBe(arn);
  await expect(start({ Payload: '{"run":"two"}' })).rejects.toMatchObject({
    name: 'DurableExecutionAlreadyStartedException',
  });
  expect(did).toEqual([0, 10]);
});

test('a stopped one does nothing any more, and says so', async () => {
  const arn = await start();
  await clock.advance(60_000);
  await client.send(new StopDurableExecutionCommand({ DurableExecutionArn: arn }));
  await clock.advance(60 * 60_000);
  expect(did).toEqual([0]);
  expect(await look(arn)).toMatchObject({ Status: 'STOPPED', EndTimestamp: new Date(START + 60_000) });
});

test('the list has the latest first, and those of a status alone where one is asked for', async () => {
  await start();
  await clock.advance(60 * 60_000);
  await start({ DurableExecutionName: 'two' });
  const list = async (input = {}) => {
    const command = new ListDurableExecutionsByFunctionCommand({ FunctionName: 'long', ...input });
    return (await client.send(command)).DurableExecutions?.map(({ DurableExecutionName }) => DurableExecutionName);
  };
  expect(await list()).toEqual(['two', 'one']);
  expect(await list({ Statuses: ['RUNNING'] })).toEqual(['two']);
  expect(await list({ DurableExecutionName: 'one' })).toEqual(['one']);
  await expect(list({ MaxItems: 1 })).rejects.toMatchObject({ name: 'NotSupportedByStandIn' });
});

test.each<[string, Partial<InvokeCommandInput>, string]>([
  ['the function without its alias', { Qualifier: undefined }, 'ResourceNotFoundException'],
  ['an execution without a name', { DurableExecutionName: undefined }, 'NotSupportedByStandIn'],
  ['a name that Lambda does not allow', { DurableExecutionName: 'a.b' }, 'InvalidParameterValueException'],
  ['a caller that waits for the end', { InvocationType: 'RequestResponse' }, 'NotSupportedByStandIn'],
])('%s is refused', async (_, input, name) => {
  await expect(start(input)).rejects.toMatchObject({ name });
});

test('an execution that nobody started is not found', async () => {
  await expect(look(`${functionArn('long')}:1/durable-execution/none/1`)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
