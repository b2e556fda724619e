import { createHash } from 'node:crypto';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { createSchedules } from '../../functions/adapters/scheduler/schedules.ts';
import { UserSlug } from '../../functions/domain/identifiers.ts';
import { DEAD_LETTER_QUEUE_ARN, SCHEDULE_GROUP, SCHEDULER_ROLE_ARN } from '../account.ts';
import type { EmbeddedStack } from '../stack.ts';
import { RECONCILE_USER_ARN, ROTATE_KEY_ARN } from '../subject.ts';
import type { EventClock } from './event-clock.ts';
import { BEGINNING, type Scenario, troubleOf, userName } from './scenario.ts';
import type { Wire } from './wire.ts';

const DAY = 86_400_000;
/** As operators configure it: a fleet's rotations are spread over it. */
const PERIOD_DAYS = 60;

/** Fills the stack with enrolled users whose keys were made over the last rotation period, one after the other. */
export async function populate(stack: EmbeddedStack, clock: EventClock, wire: Wire, scenario: Scenario): Promise<void> {
  // The first keys are the oldest, and the last ones were made a day ago.
  const step = ((PERIOD_DAYS - 2) * DAY) / scenario.users;
  stack.functions.define(ROTATE_KEY_ARN, async () => null);
  for (let index = 0; index < scenario.users; index += 1) {
    enrol(stack, userName(index), clock.now());
    await clock.play(clock.advance(step));
  }
  for (let index = 0; index < scenario.users; index += 1) trouble(stack, userName(index), troubleOf(index, scenario));
  await clock.play(clock.advanceTo(BEGINNING));
  const daily = createSchedules({
    client: new SchedulerClient(wire.aws('scheduler')),
    groupName: SCHEDULE_GROUP,
    roleArn: SCHEDULER_ROLE_ARN,
    targetArn: RECONCILE_USER_ARN,
    deadLetterArn: DEAD_LETTER_QUEUE_ARN,
    clock,
  });
  const users = Array.from({ length: scenario.users }, (_, index) => UserSlug.parse(userName(index)));
  await clock.play(Promise.all(users.map((user) => daily.ensureDaily(user))));
}

/** So late that no rotation by schedule is due before the run. */
export const ENROLMENT_BEGINS = BEGINNING - (PERIOD_DAYS - 1) * DAY;

function usernameOf(user: string): string {
  return `${user}@example.com`;
}

export function secretsOf(user: string): { readonly key: string; readonly credentials: string } {
  return { key: `emnify-mfa/${user}/key`, credentials: `emnify-mfa/${user}/credentials` };
}

/** An account with an active key, the two secrets of an enrolled user that hold it, and rotation turned on. */
export function enrol({ emnify, secretsManager }: EmbeddedStack, user: string, now: number): void {
  const username = usernameOf(user);
  const password = `the password of ${user}`;
  const { id: userId } = emnify.addUser({ username, password });
  const portal = emnify.portal(username);
  const key = portal.addKey({ active: true });
  const Tags = [
    { Key: 'app', Value: 'emnify-mfa-rotation' },
    { Key: 'emnify-mfa:user', Value: user },
  ];
  const credentials = {
    applicationToken: portal.createToken(),
    username,
    password: createHash('sha1').update(password).digest('hex'),
    passwordFormat: 'sha1',
  };
  const { secretKey, otpauth, algorithm, digits, period } = key;
  const createdAt = new Date(now).toISOString();
  const value = { userId, keyId: key.id, secretKey, otpauth, algorithm, digits, period, createdAt };
  const names = secretsOf(user);
  secretsManager.call('CreateSecret', { Name: names.credentials, SecretString: JSON.stringify(credentials), Tags });
  secretsManager.call('CreateSecret', { Name: names.key, SecretString: JSON.stringify(value), Tags });
  secretsManager.call('RotateSecret', {
    SecretId: names.key,
    RotationLambdaARN: ROTATE_KEY_ARN,
    RotationRules: { AutomaticallyAfterDays: PERIOD_DAYS },
    RotateImmediately: false,
  });
}

function trouble({ emnify, secretsManager }: EmbeddedStack, user: string, what: ReturnType<typeof troubleOf>): void {
  const portal = emnify.portal(usernameOf(user));
  if (what === 'password') portal.changePassword('another one');
  if (what === 'token') {
    for (const { token } of emnify.user(usernameOf(user)).applicationTokens) portal.revokeToken(token);
  }
  if (what === 'held') {
    const Tags = [{ Key: 'emnify-mfa:hold', Value: 'operator' }];
    secretsManager.call('TagResource', { SecretId: secretsOf(user).key, Tags });
  }
}
