import { expect, test } from 'vitest';
import * as z from 'zod';
import { codeAt } from '../../local/emnify/totp.ts';
import { keyIdOf } from '../../local/subject.ts';
import { DeployedUser, synthesised } from './support/user.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const Report = z.object({ plan: z.object({ actions: z.array(z.unknown()), findings: z.array(z.unknown()) }) });
const IssuedCode = z.object({ code: z.string(), keyId: z.number(), validUntil: z.iso.datetime() });

/** An account with a key and a device of old, whose credentials an operator has written. */
async function newcomer() {
  const user = await DeployedUser.of(await synthesised());
  const { stack } = user.deployment;
  const portal = stack.emnify.portal(user.subject.username);
  await user.watch.byOthers(() => portal.addKey({ active: true, createdAt: stack.clock.now() - 900 * DAY }));
  const [own = 0] = user.keys('active');
  portal.addDevice({ activatedAt: stack.clock.now() - 83 * DAY });
  user.writeCredentials();
  return {
    user,
    stack,
    portal,
    own,
    account: () => stack.emnify.user(user.subject.username),
    current: () => keyIdOf(user.secret.holding('AWSCURRENT')),
    settled: () => stack.secretsManager.rotationSettled(user.subject.keySecret),
    devices: () => stack.emnify.user(user.subject.username).devices.filter(({ deletedAt }) => deletedAt === undefined),
    runs: () => stack.invocations.invocations.filter(({ event }) => JSON.stringify(event) === '{"user":"alice"}'),
  };
}

async function expectAllWell({ user, stack }: Awaited<ReturnType<typeof newcomer>>): Promise<void> {
  expect(user.denied).toEqual([]);
  expect(user.watch.violations).toEqual([]);
  expect(stack.invocations.failures).toEqual([]);
  expect(stack.scheduler.deadLetters).toEqual([]);
}

test('a user is enrolled, rotated on schedule, retired and pruned by the deployed schedules, and needs nobody', async () => {
  const life = await newcomer();
  const { user, stack, own } = life;

  expect(await user.call('enroll-user', { takeOver: [own] })).toMatchObject({ outcome: 'enrolled', rotatesNow: true });
  await life.settled();
  const first = life.current();
  expect(user.keys('active')).toEqual([own, first]);
  expect(stack.scheduler.schedules.map(({ definition }) => definition.Name)).toContain('daily-alice');

  await stack.clock.advance(2 * DAY);
  expect(user.keys('active')).toEqual([first]);
  expect(life.devices()).toEqual([]);

  // The period is 60 days, and the rotation comes in the window of its last day.
  await stack.clock.advance(62 * DAY);
  const second = life.current();
  expect(second).not.toBe(first);
  expect(user.keys('active')).toEqual([second]);
  expect(life.runs().length).toBeGreaterThanOrEqual(64);
  expect(life.runs().every(({ result }) => result.ok)).toBe(true);
  expect(Report.parse(await user.call('reconcile-user', { dryRun: true })).plan).toEqual({ actions: [], findings: [] });
  await expectAllWell(life);
  expect(await user.leaks()).toEqual([]);
});

test('a stuck rotation is climbed on with by the next daily run, and a leak is answered at once', async () => {
  const life = await newcomer();
  const { user, stack } = life;
  await user.call('enroll-user', { takeOver: [] });
  await life.settled();
  await stack.clock.advance(HOUR);

  stack.script.add({ operation: 'PutSecretValue', nth: 1, times: 200, fault: { kind: 'answer', status: 500 } });
  const token = await user.rotate();
  expect(user.secret.labels.get('AWSCURRENT')).not.toBe(token);
  stack.script.clear();
  await stack.clock.advance(2 * DAY);
  expect(user.secret.labels.get('AWSCURRENT')).toBe(token);

  const leaked = life.current();
  await user.rotate();
  expect(user.keys('active')).toContain(leaked);
  user.watch.graceIsEnded();
  expect(await user.call('reconcile-user', { endGrace: true })).toMatchObject({ verifiedGone: { keys: [leaked] } });
  await expectAllWell(life);
});

test('an operator gets a code that emnify takes, and offboards the user, of whom nothing is left running', async () => {
  const life = await newcomer();
  const { user, stack } = life;
  await user.call('enroll-user', { takeOver: [] });
  await life.settled();

  const { code, keyId, validUntil } = IssuedCode.parse(await user.call('issue-code', { reason: 'signing in' }));
  expect(keyId).toBe(life.current());
  const key = life.account().keys.find(({ id }) => id === keyId);
  expect(key === undefined ? undefined : codeAt(key, Date.parse(validUntil) - 1)).toBe(code);

  user.watch.byHand(keyId);
  expect(await user.call('offboard-user', { deleteKeys: true })).toMatchObject({ rotationCancelled: true });
  expect(user.keys('active')).toEqual([life.own]);
  expect(stack.scheduler.schedules).toEqual([]);
  const runs = life.runs().length;
  await stack.clock.advance(100 * DAY);
  expect(life.runs()).toHaveLength(runs);
  await expectAllWell(life);
});
