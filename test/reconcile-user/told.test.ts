import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { leaks } from '../support/canary.ts';
import { KnownSecrets } from '../support/known-secrets.ts';
import { reconcile } from '../support/reconcile.ts';
import { World } from '../support/world.ts';

const DAY = 24 * 3_600_000;

let world: World;
beforeEach(async () => {
  world = await World.rotated();
});
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

const lines = () => world.output.map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
/** The latest value of a metric. */
const metric = (name: string) => lines().findLast((line) => name in line)?.[name];

describe('what a reconcile tells', () => {
  it("measures the key's age from the key, and the days to the next rotation", async () => {
    const { rotation } = world.secret;
    await world.stack.clock.advance(10 * DAY);
    await reconcile(world);

    expect(metric('KeyAgeDays')).toBeCloseTo(10, 0);
    expect(rotation?.enabled).toBe(true);
    expect(metric('DaysToNextRotation')).toBeGreaterThan(45);
    expect(metric('DaysToNextRotation')).toBeLessThan(60);
  });

  it('counts findings by kind, keys retired and devices pruned', async () => {
    await world.rotate();
    await world.watch.byOthers(() => world.portal.addKey({ active: true }));
    world.portal.addDevice({ activatedAt: world.stack.clock.now() - 40 * DAY });
    await world.stack.clock.advance(25 * 3_600_000);
    await reconcile(world);

    const counted = lines()
      .filter((line) => 'Succeeded' in line && line['service'] === 'reconcile-user')
      .map((line) => line['event']);
    expect(counted).toEqual([
      'finding:unmanaged-key',
      'key-retired',
      'device-pruned',
      'superseded-tag-removed',
      'reconciled',
    ]);
  });

  it('holds no secret: neither the answer, nor the log, nor the tags, nor what was asked of AWS', async () => {
    const secrets = new KnownSecrets(world.stack, world.subject);
    await world.rotate();
    world.portal.addDevice({ activatedAt: world.stack.clock.now() - 40 * DAY });
    await world.stack.clock.advance(25 * 3_600_000);
    const report = await reconcile(world);
    world.portal.revokeToken(world.account.applicationTokens[0]?.token ?? '');
    const error = await reconcile(world).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ kind: 'bad-credentials' });
    const { schedules } = world.stack.scheduler;
    const places = { report, error, log: world.output, tags: world.secret.tags, asked: secrets.asked, schedules };
    expect(leaks(places, secrets.all())).toEqual([]);
  });
});
