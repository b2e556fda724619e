import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../functions/rotate-key/handler.ts';
import { capturedOutput } from '../shared/captured-output.ts';
import { World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await World.rotated();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

const context: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'emnify-mfa-rotate-key',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:emnify-mfa-rotate-key',
  memoryLimitInMB: '256',
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  logGroupName: 'group',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 60_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

/** What one invocation of the deployed function throws and prints. */
async function invoked(event: unknown) {
  let error: unknown;
  const output = await capturedOutput(async () => {
    error = await handler(event, context).catch((thrown: unknown) => thrown);
  });
  return { error, output };
}

const setEnvironment = (variables: Readonly<Record<string, string>>) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
};

describe('the deployed function', () => {
  it('tells of a faulty environment in its log, and throws it', async () => {
    setEnvironment({ EMNIFY_API_URL: '', KEY_GRACE_PERIOD: 'soon' });
    const { error, output } = await invoked({});

    expect(error).toMatchObject({ kind: 'invalid-environment' });
    const [line] = output.trimEnd().split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({
      level: 'ERROR',
      service: 'rotate-key',
      function_request_id: context.awsRequestId,
      message: expect.stringMatching(
        /^EMNIFY_API_URL: expected .*KEY_GRACE_PERIOD: expected .*correct the environment/,
      ),
      error: { kind: 'invalid-environment' },
    });
  });

  it('works as soon as the environment is right, and tells whose request failed', async () => {
    setEnvironment(world.stack.environment());
    const current = world.secret.labels.get('AWSCURRENT');
    const event = { Step: 'finishSecret', SecretId: world.secret.arn };

    expect(await invoked({ ...event, ClientRequestToken: current })).toMatchObject({ error: undefined });
    const { error, output } = await invoked({ ...event, ClientRequestToken: 'f'.repeat(32) });
    expect(error).toMatchObject({ kind: 'not-rotatable' });
    expect(output).toContain(context.awsRequestId);
    expect(world.calls('DescribeSecret')).toBe(2);
  });
});
