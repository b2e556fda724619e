import { expect } from 'vitest';
import { DEAD_LETTER_QUEUE_ARN } from '../../../local/account.ts';
import { type Decision, Gate } from '../../../local/iam/gate.ts';
import type { EmbeddedStack } from '../../../local/stack.ts';
import { Fleet } from '../../rotate-fleet/fleet.ts';
import { enrol, issue, offboard } from '../../support/enrolment.ts';
import { reconcile } from '../../support/reconcile.ts';
import { World, type WorldOptions } from '../../support/world.ts';
import type { Deployed } from './deployed.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PUT = 'PutSecretValue';

/** What a story has to work with: users whose functions are under the template's policies. */
interface Stage {
  /** An enrolled user. */
  readonly start: (options?: Omit<WorldOptions, 'subject' | 'variables'>) => Promise<World>;
  readonly fleet: (users: readonly string[]) => Promise<Fleet>;
  /** What the deployment tells the functions. */
  readonly variables: Readonly<Record<string, string>>;
}

type Story = (stage: Stage) => Promise<void>;

/** What users and operators make the functions do; between them every right is needed once. */
const stories: Readonly<Record<string, Story>> = {
  'the first rotation, the second, and the end of the grace': async ({ start }) => {
    const world = await start();
    await world.rotate();
    await world.stack.clock.advance(HOUR);
    await world.rotate();
    await world.stack.clock.advance(25 * HOUR);
    await reconcile(world, { dryRun: true });
    await reconcile(world);
  },
  'a leak, for which the grace is ended at once': async ({ start }) => {
    const world = await start({ ownKey: true });
    await world.rotate();
    await world.rotate();
    await reconcile(world, { endGrace: true });
  },
  'a promotion whose schedule was made, and is made otherwise by somebody': async ({ start }) => {
    const world = await start();
    await world.rotate();
    await world.stack.clock.advance(HOUR);
    world.stack.script.add({ operation: 'UpdateSecretVersionStage', nth: 1, times: 3, fault: { kind: 'cut-before' } });
    await world.rotate();
    await world.stack.clock.advance(2 * HOUR);
  },
  'a rotation that stopped and is climbed on with': async ({ start }) => {
    const world = await start({ secretsManager: { retries: 0 } });
    world.stack.script.add({ operation: PUT, nth: 1, times: 2, fault: { kind: 'cut-before' } });
    await world.rotate();
    await world.stack.clock.advance(20 * 60_000);
    await reconcile(world);
  },
  'a pending key that vanished, so that its version is worthless': async ({ start }) => {
    const world = await start({ secretsManager: { retries: 0 } });
    world.stack.script.add({
      operation: 'PATCH /api/v1/user/mfa/{key_id}',
      nth: 1,
      fault: { kind: 'meanwhile', when: 'before', act: () => world.portal.deleteKey(world.keys('pending')[0] ?? 0) },
    });
    await world.rotate();
  },
  'AWSCURRENT moved back by an operator, and a leftover AWSPENDING': async ({ start }) => {
    const world = await start({ secretsManager: { clearsPendingOnSuccess: false } });
    await world.rotate();
    await world.stack.clock.advance(HOUR);
    await world.rotate();
    world.moveCurrentBack();
    await reconcile(world);
  },
  'a rotation that is overdue': async ({ start }) => {
    const world = await start();
    await world.rotate();
    world.stack.secretsManager.call('CancelRotateSecret', { SecretId: world.subject.keySecret });
    await world.stack.clock.advance(62 * DAY);
    await world.resumeSchedule();
    await reconcile(world);
    await world.stack.secretsManager.rotationSettled(world.subject.keySecret);
  },
  'a refused password, the hold, and new credentials': async ({ start }) => {
    const world = await start({ secretsManager: { retries: 0 } });
    world.portal.changePassword('a new one that nobody stored');
    await world.rotate();
    world.storeCredentials({});
    await world.stack.clock.advance(20 * 60_000);
    await reconcile(world);
  },
  'an enrolment, a code, and an offboarding that deletes the keys': async ({ start, variables }) => {
    const world = await start({ credentialsOnly: true });
    await enrol(world, {}, variables);
    await world.stack.secretsManager.rotationSettled(world.subject.keySecret);
    await issue(world);
    await world.rotate();
    await offboard(world, { deleteKeys: true });
  },
  'an enrolment that stopped half-way, beside a daily run that somebody made otherwise': async ({
    start,
    variables,
  }) => {
    const world = await start({ credentialsOnly: true });
    await enrol(world, {}, variables);
    await world.stack.secretsManager.rotationSettled(world.subject.keySecret);
    await enrol(world, {}, { ...variables, DEAD_LETTER_QUEUE_ARN: `${variables['DEAD_LETTER_QUEUE_ARN']}-2` });
  },
  'an enrolment whose credentials emnify refuses by now': async ({ start, variables }) => {
    const world = await start({ credentialsOnly: true });
    await enrol(world, {}, variables);
    await world.stack.secretsManager.rotationSettled(world.subject.keySecret);
    for (const { token } of world.account.applicationTokens) world.portal.revokeToken(token);
    await expect(enrol(world, {}, variables)).rejects.toThrow();
  },
  'a first enrolment whose application token emnify refuses': async ({ start, variables }) => {
    const world = await start({ credentialsOnly: true });
    for (const { token } of world.account.applicationTokens) world.portal.revokeToken(token);
    await expect(enrol(world, {}, variables)).rejects.toMatchObject({ kind: 'bad-credentials' });
  },
  'an offboarding before the first rotation, and another of what was restored': async ({ start, variables }) => {
    const world = await start({ credentialsOnly: true });
    await enrol(world, {}, variables);
    await world.stack.clock.advance(2 * 60_000);
    await offboard(world, { deleteKeys: true });
    for (const SecretId of [world.subject.keySecret, world.subject.credentialsSecret]) {
      world.stack.secretsManager.call('RestoreSecret', { SecretId });
    }
    await offboard(world);
  },
  'a fleet that is rotated at once': async ({ fleet }) => {
    const run = await fleet(['alice', 'bob']);
    await run.rotate();
    run.hold('alice', 'credentials version=00000000-0000-4000-8000-000000000000');
    await run.rotate();
  },
};

export interface Played {
  /** Every different question that IAM was asked. */
  readonly decisions: readonly Decision[];
  /** The stories that did not come to their end, and why. */
  readonly broken: readonly string[];
}

/**
 * Plays every story with IAM in front of the services.
 * What the deployment names, the functions are told and the secrets are under: the role of schedules, the KMS key.
 */
export async function played({ policies, names }: Deployed): Promise<Played> {
  const { encryptionKey: kmsKeyId = '', schedulerRole: SCHEDULER_ROLE_ARN = '' } = names;
  const variables = { SCHEDULER_ROLE_ARN, DEAD_LETTER_QUEUE_ARN, ENCRYPTION_KEY_ARN: kmsKeyId };
  const decisions = new Map<string, Decision>();
  const broken: string[] = [];
  for (const [name, story] of Object.entries(stories)) {
    const stage: { readonly close: () => Promise<void>; readonly gate: Gate }[] = [];
    const guarded = <T extends { readonly stack: EmbeddedStack }>(it: T): T => {
      const gate = new Gate(it.stack, policies);
      it.stack.script.guard = gate.guard;
      stage.push({ close: () => it.stack.close(), gate });
      return it;
    };
    const start: Stage['start'] = async (options = {}) =>
      guarded(await World.start({ subject: { kmsKeyId }, variables, ...options }));
    const fleet: Stage['fleet'] = async (users) => guarded(await Fleet.of(users));
    try {
      await story({ start, fleet, variables });
    } catch (error) {
      broken.push(`${name}: ${error}`);
    }
    for (const { close, gate } of stage) {
      for (const decision of gate.decisions) decisions.set(JSON.stringify(decision), decision);
      await close();
    }
  }
  return { decisions: [...decisions.values()], broken };
}
