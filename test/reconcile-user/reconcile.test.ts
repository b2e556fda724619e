import { afterEach, describe, expect, it } from 'vitest';
import { reconcileUser } from '../../functions/reconcile-user/handler.ts';
import { reconcile, reconcileContainer } from '../support/reconcile.ts';
import { World } from '../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DELETE_KEY = 'DELETE /api/v1/user/my/mfa/{key_id}';

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

/** Rotated twice: the first key is superseded, the second current. */
async function rotatedTwice(): Promise<{ readonly old: number }> {
  world = await World.rotated();
  const old = world.currentKey ?? 0;
  await world.rotate();
  return { old };
}

const kinds = (items: readonly { readonly kind: string }[]) => items.map(({ kind }) => kind);

describe('a superseded key', () => {
  it('lives until its grace ends, and is then deleted, verified gone, and its tag removed', async () => {
    const { old } = await rotatedTwice();
    await world.stack.clock.advance(23 * HOUR);
    expect((await reconcile(world)).plan.actions).toEqual([]);
    expect(world.keys('active')).toContain(old);

    await world.stack.clock.advance(2 * HOUR);
    const report = await reconcile(world);

    expect(report.verifiedGone.keys).toEqual([old]);
    expect(world.keys('active')).toEqual([world.currentKey]);
    expect(world.tag(`superseded/${old}`)).toBeUndefined();
    expect((await reconcile(world)).plan.actions).toEqual([]);
  });

  it('goes at once where the grace is ended on request', async () => {
    const { old } = await rotatedTwice();
    const report = await reconcile(world, { endGrace: true });

    expect(report.verifiedGone.keys).toEqual([old]);
    expect(world.keys('active')).toEqual([world.currentKey]);
  });

  it('is only planned in a dry run, which changes nothing', async () => {
    const { old } = await rotatedTwice();
    await world.stack.clock.advance(25 * HOUR);
    const report = await reconcile(world, { dryRun: true });

    expect(report.plan.actions).toMatchObject([{ kind: 'delete-key', keyId: old, because: 'superseded' }]);
    expect(report.done).toEqual([]);
    expect(world.keys('active')).toContain(old);
  });

  it('counts as deleted when somebody was first', async () => {
    const { old } = await rotatedTwice();
    await world.stack.clock.advance(25 * HOUR);
    world.watch.byHand(old);
    world.stack.script.add({
      operation: DELETE_KEY,
      nth: 1,
      fault: { kind: 'meanwhile', when: 'before', act: () => world.portal.deleteKey(old) },
    });
    const report = await reconcile(world);

    expect(report.done).toMatchObject([{ outcome: 'gone-already' }]);
    expect(report.verifiedGone.keys).toEqual([old]);
    expect(world.tag(`superseded/${old}`)).toBeUndefined();
  });

  it('is spared when an operator has moved AWSCURRENT back to it since the plan was made', async () => {
    const { old } = await rotatedTwice();
    await world.stack.clock.advance(25 * HOUR);
    world.stack.script.add({
      service: 'secretsmanager',
      operation: 'DescribeSecret',
      nth: 3,
      fault: { kind: 'meanwhile', when: 'before', act: () => world.moveCurrentBack() },
    });
    const report = await reconcile(world);

    expect(report.done).toMatchObject([{ outcome: 'no-longer-due' }]);
    expect(world.keys('active')).toContain(old);
    expect(world.currentKey).toBe(old);
  });
});

describe('an operator who moves AWSCURRENT back inside the grace', () => {
  it('keeps a working key, and the newer one is superseded from that moment', async () => {
    const { old } = await rotatedTwice();
    const newer = world.currentKey;
    await world.stack.clock.advance(2 * HOUR);
    world.moveCurrentBack();
    const report = await reconcile(world);

    expect(report.plan.actions).toMatchObject([{ kind: 'tag', keyId: newer }]);
    await world.stack.clock.advance(25 * HOUR);
    expect((await reconcile(world)).verifiedGone.keys).toEqual([newer]);
    expect(world.keys('active')).toEqual([old]);
    expect(world.currentKey).toBe(old);
  });

  it('has a leftover AWSPENDING taken off, which would block the next rotation', async () => {
    world = await World.rotated({ secretsManager: { clearsPendingOnSuccess: false } });
    await world.rotate();
    world.moveCurrentBack();
    const report = await reconcile(world);

    expect(kinds(report.plan.actions)).toContain('drop-pending');
    await world.stack.clock.advance(HOUR);
    const token = await world.rotate();
    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
  });
});

describe('trusted devices', () => {
  it('go when they are too old or were trusted before the current key was activated, and no others', async () => {
    world = await World.start();
    const now = world.stack.clock.now();
    for (const age of [100, 31, 3]) world.portal.addDevice({ activatedAt: now - age * DAY });
    await world.rotate();
    await world.stack.clock.advance(HOUR);
    const fresh = world.portal.addDevice();
    const report = await reconcile(world);

    expect(report.verifiedGone.devices).toHaveLength(3);
    expect(world.account.devices.filter(({ deletedAt }) => deletedAt === undefined)).toEqual([fresh]);
    expect((await reconcile(world)).plan.actions).toEqual([]);
  });

  it('stay until they are too old where a rotation does not revoke them', async () => {
    world = await World.start();
    const now = world.stack.clock.now();
    for (const age of [40, 3]) world.portal.addDevice({ activatedAt: now - age * DAY });
    await world.rotate();
    const report = await reconcile(world, {}, { REVOKE_DEVICES_ON_ROTATION: 'false' });

    expect(report.verifiedGone.devices).toHaveLength(1);
  });

  it('stay while the current key is missing at emnify: they may be the only way in', async () => {
    world = await World.rotated();
    await world.watch.byOthers(() => world.portal.addKey({ active: true }));
    world.portal.addDevice({ activatedAt: world.stack.clock.now() - 60 * DAY });
    world.watch.byHand(world.currentKey ?? 0);
    world.portal.deleteKey(world.currentKey ?? 0);
    const report = await reconcile(world);

    expect(report.plan.actions).toEqual([]);
    expect(kinds(report.plan.findings)).toContain('current-key-missing');
  });
});

describe('a rotation that stopped half-way', () => {
  const PUT = 'PutSecretValue';

  it('is climbed to the end after a quarter of an hour, also where its version has no value', async () => {
    world = await World.rotated({ secretsManager: { retries: 0 } });
    world.stack.script.add({ operation: PUT, nth: 1, times: 2, fault: { kind: 'cut-before' } });
    const token = await world.rotate();
    expect((await reconcile(world)).plan.actions).toEqual([]);

    await world.stack.clock.advance(20 * 60_000);
    const report = await reconcile(world);

    // The key whose secret was lost is swept by whoever comes first, the reconcile or the rotation.
    expect(kinds(report.plan.actions)).toContain('resume');
    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
    expect(world.keys('active')).toContain(world.currentKey);
    expect(world.keys('pending')).toEqual([]);
    expect((await reconcile(world)).plan.actions).toEqual([]);
  });

  it('is climbed to the end where its key is stored already', async () => {
    world = await World.rotated({ secretsManager: { retries: 0 } });
    world.stack.script.add({ operation: 'UpdateSecretVersionStage', nth: 1, times: 2, fault: { kind: 'cut-before' } });
    const token = await world.rotate();
    await world.stack.clock.advance(20 * 60_000);
    await reconcile(world);

    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
  });

  it('is left alone under a hold, and nothing is sent', async () => {
    world = await World.rotated({ secretsManager: { retries: 0 } });
    world.portal.changePassword('a new one that nobody stored');
    await world.rotate();
    await world.stack.clock.advance(20 * 60_000);
    const before = world.stack.script.calls.filter(({ service }) => service === 'emnify').length;
    const report = await reconcile(world);

    expect(report.plan.actions).toEqual([]);
    expect(kinds(report.plan.findings)).toEqual(expect.arrayContaining(['hold-in-force', 'rotation-stuck']));
    expect(world.stack.script.calls.filter(({ service }) => service === 'emnify')).toHaveLength(before);
  });

  it('is reported as failed where rotate-key fails again', async () => {
    world = await World.rotated({ secretsManager: { retries: 0 } });
    world.stack.script.add({ operation: PUT, nth: 1, times: 4, fault: { kind: 'cut-before' } });
    await world.rotate();
    await world.stack.clock.advance(20 * 60_000);

    await expect(reconcile(world)).rejects.toMatchObject({ kind: 'try-again-later' });
    await world.stack.clock.advance(20 * 60_000);
    await reconcile(world);
    expect(world.keys('pending')).toEqual([]);
    expect(world.keys('active')).toContain(world.currentKey);
  });
});

describe('a rotation that its schedule should have started', () => {
  it('is started, once it is a day late', async () => {
    world = await World.rotated();
    const before = world.currentKey;
    // Secrets Manager forgets its schedule: nothing happens for 62 days.
    world.stack.secretsManager.call('CancelRotateSecret', { SecretId: world.subject.keySecret });
    await world.stack.clock.advance(62 * DAY);
    expect(kinds((await reconcile(world)).plan.findings)).toContain('rotation-disabled');

    await world.resumeSchedule();
    const report = await reconcile(world);
    expect(kinds(report.plan.actions)).toContain('rotate');
    await world.stack.secretsManager.rotationSettled(world.subject.keySecret);
    expect(world.currentKey).not.toBe(before);
  });
});

describe('keys of other people', () => {
  it('are reported while they are active, and never deleted', async () => {
    world = await World.rotated();
    await world.watch.byOthers(() => world.portal.addKey({ active: true }));
    const own = world.keys('active').at(-1);
    const report = await reconcile(world);

    expect(report.plan.findings).toMatchObject([{ kind: 'unmanaged-key', keyId: own }]);
    expect(report.plan.actions).toEqual([]);
  });

  it('are swept when they are pending, recorded nowhere, and old', async () => {
    world = await World.rotated();
    const orphan = world.portal.addKey().id;
    expect((await reconcile(world)).plan.findings).toMatchObject([{ kind: 'pending-key-unrecorded', keyId: orphan }]);

    await world.stack.clock.advance(90_000);
    expect((await reconcile(world)).verifiedGone.keys).toEqual([orphan]);
  });

  it('are spared when somebody activates one after it was taken for an orphan', async () => {
    world = await World.rotated();
    const orphan = world.portal.addKey().id;
    world.watch.byHand(orphan);
    await world.stack.clock.advance(90_000);
    world.stack.script.add({
      operation: 'GET /api/v1/user/{id}',
      nth: 2,
      fault: { kind: 'meanwhile', when: 'before', act: () => world.portal.activateKey(orphan) },
    });
    const report = await reconcile(world);

    expect(report.done).toMatchObject([{ outcome: 'no-longer-due' }]);
    expect(world.keys('active')).toContain(orphan);
    expect(kinds((await reconcile(world)).plan.findings)).toEqual(['unmanaged-key']);
  });
});

describe('two at once', () => {
  it('two reconciles delete the same key once and both end well', async () => {
    const { old } = await rotatedTwice();
    await world.stack.clock.advance(25 * HOUR);
    const [one, other] = await Promise.all([reconcile(world), reconcile(world)]);

    expect(one.verifiedGone.keys).toEqual([old]);
    expect(other.verifiedGone.keys).toEqual([old]);
    expect((await reconcile(world)).plan.actions).toEqual([]);
  });

  it.each(Array.from({ length: 16 }, (_, index) => index + 1))(
    'a reconcile during a rotation leaves the rotation alone, before call %i that the rotation makes',
    async (nth) => {
      // The call waits for the whole reconcile.
      world = await World.rotated({ containers: 'fresh', patienceMs: 10_000 });
      world.portal.addDevice({ activatedAt: world.stack.clock.now() - 40 * DAY });
      const act = () => reconcile(world);
      world.stack.script.add({ nth, fault: { kind: 'meanwhile', when: 'before', act } });
      const token = await world.rotate();

      expect(world.errors).toEqual([]);
      expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
      expect(world.watch.violations).toEqual([]);
      await reconcile(world);
      expect((await reconcile(world)).plan.actions).toEqual([]);
    },
  );
});

describe('a malformed request', () => {
  for (const request of [
    undefined,
    {},
    { user: 'No Slug' },
    { user: 'alice', dryrun: true },
    { user: 'alice', endGrace: 'yes' },
  ]) {
    it(`is refused before any call: ${JSON.stringify(request)}`, async () => {
      world = await World.rotated();
      const refused = world.captured(() => reconcileUser(request, reconcileContainer(world)));

      await expect(refused).rejects.toMatchObject({ kind: 'invalid-input' });
      expect(world.stack.script.calls).toEqual([]);
    });
  }
});
