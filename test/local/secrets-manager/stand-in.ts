import * as z from 'zod';
import { functionArn } from '../../../local/account.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { FunctionRegistry } from '../../../local/lambda/registry.ts';
import type { Behaviour } from '../../../local/secrets-manager/behaviour.ts';
import { SecretsManager } from '../../../local/secrets-manager/secrets-manager.ts';

export const START = Date.parse('2027-01-15T10:30:00Z');
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const NAME = 'app/db';
export const FIRST = '11111111-1111-4111-8111-111111111111';
export const SECOND_TOKEN = '22222222-2222-4222-8222-222222222222';
export const THIRD = '33333333-3333-4333-8333-333333333333';

const eventSchema = z.object({
  Step: z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  SecretId: z.string(),
  ClientRequestToken: z.string(),
  RotationToken: z.string(),
});
export type StepEvent = z.infer<typeof eventSchema>;

/** A stand-in with one secret, and a rotation function that does its work but for what `meanwhile` adds or throws. */
export function standIn(behaviour: Partial<Behaviour> = {}) {
  const clock = new VirtualClock(START);
  const functions = new FunctionRegistry();
  const manager = new SecretsManager(clock, functions, behaviour);
  const events: (StepEvent & { readonly at: number })[] = [];
  const world = {
    clock,
    functions,
    manager,
    events,
    lambda: functionArn('rotator'),
    /** Runs at the beginning of each step, and may throw. */
    meanwhile: (_: StepEvent): unknown => undefined,
    rotate: (token: string, more: object = {}) =>
      manager.call('RotateSecret', {
        SecretId: NAME,
        ClientRequestToken: token,
        RotationLambdaARN: functionArn('rotator'),
        RotationRules: { AutomaticallyAfterDays: 30 },
        ...more,
      }),
    steps: () => events.map(({ Step }) => Step),
    truth: () => {
      const truth = manager.secret(NAME);
      if (truth === undefined) throw new Error(`There is no secret ${NAME}.`);
      return truth;
    },
    labels: () => Object.fromEntries(manager.secret(NAME)?.labels ?? []),
  };
  functions.define(functionArn('rotator'), async (input) => {
    const event = eventSchema.parse(input);
    events.push({ ...event, at: clock.now() });
    await world.meanwhile(event);
    work(manager, event);
  });
  manager.call('CreateSecret', { Name: NAME, ClientRequestToken: FIRST, SecretString: 'one' });
  return world;
}

function work(manager: SecretsManager, { Step, SecretId, ClientRequestToken: token }: StepEvent): void {
  const labels = manager.secret(SecretId)?.labels;
  if (Step === 'createSecret') {
    const put = {
      SecretId,
      ClientRequestToken: token,
      SecretString: `made by ${token}`,
      VersionStages: ['AWSPENDING'],
    };
    manager.call('PutSecretValue', put);
  }
  if (Step === 'finishSecret' && labels?.get('AWSCURRENT') !== token) {
    const from = labels?.get('AWSCURRENT');
    const move = { SecretId, VersionStage: 'AWSCURRENT', RemoveFromVersionId: from, MoveToVersionId: token };
    manager.call('UpdateSecretVersionStage', move);
  }
}
