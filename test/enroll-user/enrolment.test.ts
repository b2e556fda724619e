import { afterEach, describe, expect, it } from 'vitest';
import { EnrolmentAnswer } from '../../functions/domain/enrolment/answer.ts';
import { ENCRYPTION_KEY_ARN } from '../../local/account.ts';
import { ROTATE_KEY_ARN, storedValue } from '../../local/subject.ts';
import { enrol } from '../support/enrolment.ts';
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
    expect(Object.fromEntries(world.secret.tags)).toEqual({ app: 'emnify-mfa-rotation', 'emnify-mfa:user': 'alice' });
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
