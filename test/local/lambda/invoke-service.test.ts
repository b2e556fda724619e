import { InvokeCommand, type InvokeCommandInput, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { functionArn, REGION } from '../../../local/account.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { FaultScript } from '../../../local/faults.ts';
import { AsyncInvocations } from '../../../local/lambda/async-invocations.ts';
import { DurableExecutions } from '../../../local/lambda/durable-executions.ts';
import { InvokeService } from '../../../local/lambda/invoke-service.ts';
import { FunctionRegistry } from '../../../local/lambda/registry.ts';
import { endpoint, type Listening, listen } from '../../../local/service.ts';

const arn = functionArn('echo');
const clock = new VirtualClock(Date.parse('2026-03-01T00:00:00Z'));
const script = new FaultScript();
const registry = new FunctionRegistry();
const queue = new AsyncInvocations(registry, clock);
const executions = new DurableExecutions(clock);
let events: unknown[];
let listening: Listening;
let client: LambdaClient;

beforeAll(async () => {
  registry.define(arn, async (event) => {
    events.push(event);
    return { echo: event };
  });
  registry.define(functionArn('fails'), async () => {
    throw new RangeError('expected less');
  });
  registry.define(functionArn('silent'), async () => undefined);
  listening = await listen(endpoint(new InvokeService(registry, queue, executions), script, clock));
  client = new LambdaClient({
    region: REGION,
    endpoint: listening.url,
    credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
  });
});

beforeEach(() => {
  events = [];
  script.calls.length = 0;
});

afterAll(async () => {
  client.destroy();
  await listening.close();
});

function invoke(input: InvokeCommandInput) {
  return client.send(new InvokeCommand(input));
}

const payload = JSON.stringify({ greeting: 'grüß dich' });

test.each([
  ['its name', 'echo'],
  ['its name and $LATEST', 'echo:$LATEST'],
  ['its ARN', arn],
  ['its ARN and $LATEST', `${arn}:$LATEST`],
  ['its partial ARN', '111122223333:function:echo'],
])('a function is called by %s', async (_, FunctionName) => {
  const answer = await invoke({ FunctionName, Payload: payload });
  expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toEqual({ echo: { greeting: 'grüß dich' } });
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer.FunctionError).toBeUndefined();
});

test('a call is recorded as Invoke', async () => {
  await invoke({ FunctionName: 'echo', Payload: payload });
  expect(script.calls).toMatchObject([{ service: 'lambda', operation: 'Invoke', status: 200 }]);
});

test('no payload gives the handler an empty object', async () => {
  await invoke({ FunctionName: 'echo' });
  expect(events).toEqual([{}]);
});

test('a function that answers nothing answers null', async () => {
  expect((await invoke({ FunctionName: 'silent' })).Payload?.transformToString()).toBe('null');
});

test('what a function throws is an answer of status 200, marked Unhandled', async () => {
  const answer = await invoke({ FunctionName: 'fails' });
  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toEqual({
    errorType: 'RangeError',
    errorMessage: 'expected less',
    trace: expect.arrayContaining(['RangeError: expected less']),
  });
});

test('an Event is accepted at once, and runs when the clock moves', async () => {
  const answer = await invoke({ FunctionName: 'echo', InvocationType: 'Event', Payload: payload });
  expect(answer.StatusCode).toBe(202);
  expect(answer.Payload?.transformToString() ?? '').toBe('');
  expect(events).toEqual([]);
  await clock.advance(0);
  expect(events).toEqual([{ greeting: 'grüß dich' }]);
});

test.each([
  ['an unknown name', 'other', functionArn('other')],
  ['another account', 'arn:aws:lambda:eu-central-1:999988887777:function:echo', '999988887777:function:echo'],
  ['a version', 'echo:7', `${arn}:7`],
])('%s is a function not found', async (_, FunctionName, named) => {
  await expect(invoke({ FunctionName })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: expect.stringMatching(new RegExp(`^Function not found: .*${named}$`)),
    Type: 'User',
    $metadata: { httpStatusCode: 404 },
  });
  expect(events).toEqual([]);
});

test('a qualifier beside the name counts', async () => {
  await expect(invoke({ FunctionName: 'echo', Qualifier: 'live' })).rejects.toMatchObject({
    message: `Function not found: ${arn}:live`,
  });
});

test('a payload that is not JSON is refused', async () => {
  await expect(invoke({ FunctionName: 'echo', Payload: '{"half":' })).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
    $metadata: { httpStatusCode: 400 },
  });
  expect(events).toEqual([]);
});

test.each<[string, Partial<InvokeCommandInput>]>([
  ['the tail of the log', { LogType: 'Tail' }],
  ['a client context', { ClientContext: 'e30=' }],
])('%s is refused loudly, once', async (_, input) => {
  await expect(invoke({ FunctionName: 'echo', ...input })).rejects.toMatchObject({ name: 'NotSupportedByStandIn' });
  expect(script.calls).toHaveLength(1);
  expect(events).toEqual([]);
});

test('a dry run says that the function is there and may be called, and does not run it', async () => {
  expect(await invoke({ FunctionName: 'echo', InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
  expect(events).toEqual([]);
  const unknown = invoke({ FunctionName: 'nobody', InvocationType: 'DryRun' });
  await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('another action of the API is refused loudly', async () => {
  await expect(client.send(new ListFunctionsCommand())).rejects.toMatchObject({ name: 'NotSupportedByStandIn' });
});
