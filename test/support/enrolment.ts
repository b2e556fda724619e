import * as enrollUser from '../../functions/enroll-user/dependencies.ts';
import { enrolUser } from '../../functions/enroll-user/handler.ts';
import * as issueCode from '../../functions/issue-code/dependencies.ts';
import { issueUserCode } from '../../functions/issue-code/handler.ts';
import * as offboardUser from '../../functions/offboard-user/dependencies.ts';
import { offboardUser as offboardOneUser } from '../../functions/offboard-user/handler.ts';
import { ENCRYPTION_KEY_ARN } from '../../local/account.ts';
import { ROTATE_KEY_ARN } from '../../local/subject.ts';
import { immediately } from './immediate-retries.ts';
import type { World } from './world.ts';

type Members = Readonly<Record<string, unknown>>;

/** What every container of a function in these tests is surrounded by. */
function surroundings({ stack }: World, caller: string) {
  const client = (service: 'secretsmanager' | 'scheduler') => ({
    ...stack.clientConfig(service, caller),
    retryStrategy: immediately(2),
    requestHandler: { requestTimeout: 250, throwOnRequestTimeout: true },
  });
  return {
    clock: stack.clock,
    emnifyTimeout: 250,
    secretsManager: client('secretsmanager'),
    scheduler: client('scheduler'),
  };
}

/** One run of `enroll-user` for the world's user, in a container of its own. */
export async function enrol(world: World, request: Members = {}, variables: Readonly<Record<string, string>> = {}) {
  const environment = { ...world.stack.environment(), ROTATE_KEY_ARN, ENCRYPTION_KEY_ARN, ...variables };
  const container = enrollUser.createDependencies(environment, surroundings(world, 'emnify-mfa-enroll-user'));
  return world.captured(() => enrolUser({ user: world.subject.user, ...request }, container));
}

/** One run of `offboard-user`, likewise. */
export async function offboard(world: World, request: Members = {}) {
  const environment = world.stack.environment();
  const container = offboardUser.createDependencies(environment, surroundings(world, 'emnify-mfa-offboard-user'));
  return world.captured(() => offboardOneUser({ user: world.subject.user, ...request }, container));
}

/** One run of `issue-code`, likewise. */
export async function issue(world: World, request: Members = {}) {
  const environment = world.stack.environment();
  const container = issueCode.createDependencies(environment, surroundings(world, 'emnify-mfa-issue-code'));
  const event = { user: world.subject.user, reason: 'signing in to the portal', ...request };
  return world.captured(() => issueUserCode(event, container));
}

/** The calls so far that change anything, by name. */
export function changes({ stack }: World): readonly string[] {
  const reading =
    /^(DescribeSecret|GetSecretValue|ListSecretVersionIds|GetSchedule|GET .*|POST \/api\/v1\/authenticate)$/;
  return stack.script.calls.map(({ operation }) => operation).filter((operation) => !reading.test(operation));
}
