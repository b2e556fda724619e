import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRotator } from '../../../functions/adapters/lambda/rotator.ts';
import { VersionId } from '../../../functions/domain/identifiers.ts';
import { StoreOutcomeUnknown, StoreRefused } from '../../../functions/domain/store-errors.ts';
import { EmbeddedStack } from '../../../local/stack.ts';
import { ROTATE_KEY_ARN } from '../../../local/subject.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:emnify-mfa/alice/key-AbCdEf';
const VERSION = VersionId.parse('11111111-1111-4111-8111-111111111111');

let stack: EmbeddedStack;
beforeEach(async () => {
  stack = await EmbeddedStack.start();
});
afterEach(() => stack.close());

const rotator = () =>
  createRotator({
    client: new LambdaClient({ ...stack.clientConfig('lambda'), maxAttempts: 1 }),
    functionArn: ROTATE_KEY_ARN,
  });

describe('finishing a rotation by hand', () => {
  it('calls rotate-key with finishSecret for the version', async () => {
    const events: unknown[] = [];
    stack.functions.define(ROTATE_KEY_ARN, async (event) => {
      events.push(event);
    });

    await expect(rotator().finish(ARN, VERSION)).resolves.toBeUndefined();
    expect(events).toEqual([{ Step: 'finishSecret', SecretId: ARN, ClientRequestToken: VERSION }]);
  });

  it("tells the name of the function's error and nothing of its message", async () => {
    stack.functions.define(ROTATE_KEY_ARN, async () => {
      throw new TypeError('with words that nobody vouches for');
    });

    await expect(rotator().finish(ARN, VERSION)).resolves.toBe('TypeError');
  });

  it('does not repeat a name that is no name', async () => {
    const body = '{"errorType":"a name\\nwith lines"}';
    const headers = { 'x-amz-function-error': 'Unhandled' };
    for (const answer of [body, 'not JSON']) {
      stack.script.clear();
      stack.script.add({ operation: 'Invoke', fault: { kind: 'answer', status: 200, body: answer, headers } });
      await expect(rotator().finish(ARN, VERSION)).resolves.toBe('unnamed error');
    }
  });

  it('is refused where there is no such function', async () => {
    await expect(rotator().finish(ARN, VERSION)).rejects.toThrow(StoreRefused);
  });

  it('does not know the outcome of a call whose reply was lost', async () => {
    stack.functions.define(ROTATE_KEY_ARN, async () => undefined);
    stack.script.add({ operation: 'Invoke', fault: { kind: 'cut-after' } });

    await expect(rotator().finish(ARN, VERSION)).rejects.toThrow(StoreOutcomeUnknown);
  });
});
