import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { EnrolmentAnswer } from '../../functions/domain/enrolment/answer.ts';
import { ENCRYPTION_KEY_ARN } from '../../local/account.ts';
import { ROTATE_KEY_ARN, storedValue } from '../../local/subject.ts';
import { changes, enrol } from '../support/enrolment.ts';
import { reconcile } from '../support/reconcile.ts';
import { World, type WorldOptions } from '../support/world.ts';

const DAY = 24 * 3_600_000;

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

/** A user whose credentials an operator has written, and nothing more. */
async function newcomer(options: WorldOptions = {}): Promise<World> {
  world = await World.start({ credentialsOnly: true, ...options });
  return world;
}

const settled = () => world.stack.secretsManager.rotationSettled(world.subject.keySecret);
const schedules = () => world.stack.scheduler.schedules.map(({ definition }) => definition.Name);

describe('enrolling a user', () => {
  it('creates the key secret, tagged and under the deployed KMS key, the daily run and the rotation, which begins at once', async () => {
    await newcomer();
    const answer = await enrol(world);

    expect(EnrolmentAnswer.parse(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
    expect(answer).toMatchObject({
      outcome: 'enrolled',
      user: 'alice',
      checks: { userId: world.account.id, username: 'alice@example.com', clockSkewSeconds: 0 },
      keySecretArn: world.secret.arn,
      takeOver: [],
      rotatesNow: true,
    });
    expect(storedValue(world.secret.holding('AWSCURRENT'))).toEqual({ state: 'enrolled' });
    const credentials = world.stack.secretsManager.secret(world.subject.credentialsSecret)?.holding('AWSCURRENT');
    expect(Object.fromEntries(world.secret.tags)).toEqual({
      app: 'emnify-mfa-rotation',
      'emnify-mfa:user': 'alice',
      'emnify-mfa:owner': `version=${credentials?.id}`,
    });
    expect(world.secret.kmsKeyId).toBe(ENCRYPTION_KEY_ARN);
    expect(world.secret.rotation).toMatchObject({ enabled: true, lambdaArn: ROTATE_KEY_ARN });
    expect(schedules()).toEqual(['daily-alice']);

    await settled();
    expect(world.currentKey).toBeDefined();
    expect(world.keys('active')).toEqual([world.currentKey]);
  });

  it('lets the key be rotated when its own schedule says so, twice within the next 124 days', async () => {
    await newcomer();
    await enrol(world);
    await settled();
    const { rotation } = world.secret;
    const [first, firstKey] = [rotation?.window?.start ?? 0, world.currentKey];
    await world.stack.clock.advanceTo(first + 5 * 60_000);
    const secondKey = world.currentKey;
    await world.stack.clock.advance(2 * DAY);
    await reconcile(world);
    await world.stack.clock.advance(60 * DAY);

    expect(first - Date.parse('2026-11-02T08:00:00Z')).toBeLessThanOrEqual(62 * DAY);
    expect(new Set([firstKey, secondKey, world.currentKey]).size).toBe(3);
    expect(world.errors).toEqual([]);
  });
});

describe('a user with keys that were made by hand', () => {
  it('is not enrolled before somebody has decided what becomes of them', async () => {
    await newcomer({ ownKey: true });
    const [own] = world.keys('active');
    world.portal.addKey();
    const answer = await enrol(world);

    expect(EnrolmentAnswer.parse(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
    const key = { id: own, createdAt: '2024-03-01T09:00:00.000Z', activatedAt: '2024-03-01T09:00:00.000Z' };
    expect(answer).toMatchObject({ outcome: 'decision-needed', checks: { unmanagedKeys: [key] } });
    expect(changes(world)).toEqual([]);
  });

  it('keeps those that are not named, and loses those that are, a grace period after the first rotation', async () => {
    await newcomer({ ownKey: true });
    const [named] = world.keys('active');
    await world.watch.byOthers(() => world.portal.addKey({ active: true }));
    const [, other] = world.keys('active');
    const answer = await enrol(world, { takeOver: [named] });
    await settled();

    expect(answer).toMatchObject({ takeOver: [named], checks: { unmanagedKeys: [{ id: other }] } });
    expect(world.tag(`superseded/${named}`)).toBeDefined();
    await world.stack.clock.advance(2 * DAY);
    await reconcile(world);
    expect(world.keys('active')).toEqual([other, world.currentKey]);
  });

  it('keeps all of them where none is named', async () => {
    await newcomer({ ownKey: true });
    const own = world.keys('active');
    expect(await enrol(world, { takeOver: [] })).toMatchObject({ outcome: 'enrolled', takeOver: [] });
    await settled();
    await world.stack.clock.advance(2 * DAY);
    await reconcile(world);
    expect(world.keys('active')).toEqual([...own, world.currentKey]);
  });

  it('is enrolled without a question where emnify does not show them', async () => {
    await newcomer({ ownKey: true, emnify: { listedKeys: 'none' } });
    const { checks, outcome } = await enrol(world);
    expect([outcome, checks.unmanagedKeys]).toEqual(['enrolled', undefined]);
  });
});

describe('enrolling a user again', () => {
  it('after the first rotation changes nothing and sends no password or code', async () => {
    await newcomer();
    await enrol(world);
    await settled();
    const { versions, labels, tags, rotation } = world.secret;
    world.stack.script.calls.length = 0;
    const answer = await enrol(world, { takeOver: [] });

    expect(answer).toMatchObject({ outcome: 'enrolled', rotatesNow: false });
    // That the schedule exists already is found out by creating it.
    expect(changes(world)).toEqual(['CreateSchedule']);
    expect(world.secret).toMatchObject({ versions, labels, tags, rotation });
  });

  it('puts a changed schedule in force without rotating', async () => {
    await newcomer();
    await enrol(world);
    await settled();
    const key = world.currentKey;
    const schedule = { expression: 'cron(0 4 1 */2 ? *)', duration: '2h' };
    const answer = await enrol(world, { schedule });
    await settled();

    expect(answer).toMatchObject({ schedule, rotatesNow: false });
    expect(world.secret.rotation?.rules).toEqual({ ScheduleExpression: schedule.expression, Duration: '2h' });
    expect(world.currentKey).toBe(key);
  });

  it('turns rotation on again where it was cancelled', async () => {
    await newcomer();
    await enrol(world);
    await settled();
    world.stack.secretsManager.call('CancelRotateSecret', { SecretId: world.subject.keySecret });
    await enrol(world);
    await settled();
    expect(world.secret.rotation?.enabled).toBe(true);
    expect(world.errors).toEqual([]);
  });

  it('rotates at once where emnify shows that the current key is gone', async () => {
    await newcomer({ ownKey: true });
    await enrol(world, { takeOver: [] });
    await settled();
    const gone = world.currentKey ?? 0;
    await world.watch.byOthers(() => world.portal.deleteKey(gone));
    expect(await enrol(world)).toMatchObject({ rotatesNow: true });
    await settled();

    expect(world.currentKey).not.toBe(gone);
    expect(world.keys('active')).toContain(world.currentKey);
  });

  it('goes on with a first rotation that has failed, once its cause is gone', async () => {
    await newcomer({ secretsManager: { retries: 0 } });
    world.portal.changePassword('nobody stored this one');
    await enrol(world);
    await settled();
    expect(world.tag('hold')).toMatch(/^credentials/);

    world.storeCredentials({});
    await enrol(world);
    await settled();
    expect(world.keys('active')).toEqual([world.currentKey]);
  });

  it('under another schedule while the first rotation is stuck says so, and leaves the one in force', async () => {
    await newcomer({ secretsManager: { retries: 0 } });
    world.portal.changePassword('nobody stored this one');
    await enrol(world);
    await settled();
    const rules = world.secret.rotation?.rules;
    world.storeCredentials({});
    const again = enrol(world, { schedule: { expression: 'rate(30 days)' } });

    await expect(again).rejects.toMatchObject({
      kind: 'try-again-later',
      message: expect.stringMatching(/enrol again/),
    });
    expect(world.secret.rotation?.rules).toEqual(rules);
  });
});

describe('an enrolment that dies at any of its calls', () => {
  /** The calls of an enrolment and of the first rotation that it begins. */
  async function cleanCalls(): Promise<readonly string[]> {
    await newcomer({ ownKey: true });
    await enrol(world, { takeOver: world.keys('active') });
    const calls = world.stack.script.calls.map(({ operation }) => operation);
    await world.close();
    return calls;
  }

  for (const kind of ['cut-before', 'cut-after'] as const) {
    it(`(${kind}) is completed by running it again, with one key, one schedule and one rotation`, {
      timeout: 60_000,
    }, async () => {
      const calls = await cleanCalls();
      expect(calls).toEqual(expect.arrayContaining(['CreateSecret', 'CreateSchedule', 'RotateSecret']));
      for (const [index, operation] of calls.entries()) {
        await newcomer({ ownKey: true });
        const takeOver = world.keys('active');
        // Both attempts of the SDK: its own repetition must not hide the failure.
        world.stack.script.add({
          operation,
          nth: calls.slice(0, index + 1).filter((it) => it === operation).length,
          times: 2,
          fault: { kind },
        });
        await enrol(world, { takeOver }).catch(() => undefined);
        world.stack.script.clear();
        // As an operator would, some seconds later, and once more for good measure.
        await enrol(world, { takeOver });
        await settled();
        await enrol(world, { takeOver });

        const where = `call ${index + 1}, ${operation}`;
        expect(world.secret.labels.get('AWSPREVIOUS'), where).toBeDefined();
        expect(storedValue(world.secret.holding('AWSPREVIOUS')), where).toEqual({ state: 'enrolled', takeOver });
        expect(world.keys('active'), where).toEqual([...takeOver, world.currentKey]);
        expect(world.keys('pending'), where).toEqual([]);
        expect(
          schedules().filter((name) => name === 'daily-alice'),
          where,
        ).toHaveLength(1);
        expect(world.secret.rotation?.enabled, where).toBe(true);
        expect(
          world.secret.attempts.filter(({ kind: what }) => what === 'rotation'),
          where,
        ).toHaveLength(1);
        expect(world.errors, where).toEqual([]);
        expect(world.watch.violations, where).toEqual([]);
        if (index < calls.length - 1) await world.close();
      }
    });
  }
});

describe('what an enrolment puts on record', () => {
  it('is one line for each thing that it changed', async () => {
    await newcomer({ ownKey: true });
    const takeOver = world.keys('active');
    await enrol(world, { takeOver, schedule: { expression: 'rate(60 days)' } });
    const records = world.output
      .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)))
      .filter((line) => 'message' in line);

    expect(records).toMatchObject([
      { event: 'key-secret-created', user: 'alice', outcome: 'ok', reason: `takes over key ${takeOver}` },
      { event: 'daily-run-scheduled', user: 'alice', outcome: 'ok' },
      { event: 'rotation-configured', user: 'alice', outcome: 'ok', reason: 'rate(60 days), and once now' },
    ]);
  });
});
