import { describe, expect, it } from 'vitest';
import { DAY, type EnrolledUser, FIRST, NEXT } from '../support/enrolled-user.ts';
import { failureOf, run, settledUser } from './support/run.ts';

const MINUTE = 60_000;

/** Key 15 was superseded, and its grace has ended. */
function withRetired(user: EnrolledUser = settledUser()): EnrolledUser {
  user.emnify.addKey(15, 'active', 40 * DAY);
  user.setTag('superseded/15', '2026-11-22T09:00:00.000Z');
  return user;
}

describe('a key whose grace has ended', () => {
  it('is deleted, seen gone, and only then its tag removed', async () => {
    const user = withRetired();
    let tagWhenDeleted: string | undefined;
    user.emnify.remote.after('deleteKey', () => {
      tagWhenDeleted = user.tag('superseded/15');
    });
    const report = await run(user);

    expect(report.done).toMatchObject([{ action: { kind: 'delete-key', keyId: 15 }, outcome: 'done' }]);
    expect(report.verifiedGone).toEqual({ keys: [15], devices: [] });
    expect(tagWhenDeleted).toBeDefined();
    expect(user.tag('superseded/15')).toBeUndefined();
    expect(user.journal.of('key-retired')).toMatchObject([{ outcome: 'ok', keyId: 15 }]);
    expect(user.journal.of('superseded-tag-removed')).toMatchObject([
      { keyId: 15, reason: expect.stringMatching(/verified gone/) },
    ]);
    expect((await run(user)).plan.actions).toEqual([]);
  });

  it('keeps its tag while emnify still lists it, or shows no list', async () => {
    const user = withRetired();
    user.emnify.remote.after('deleteKey', () => user.emnify.addKey(15, 'active', 40 * DAY));
    expect((await run(user)).verifiedGone.keys).toEqual([]);
    expect(user.tag('superseded/15')).toBeDefined();

    user.emnify.remote.after('deleteKey', () => {
      user.emnify.showsKeys = false;
    });
    expect((await run(user)).verifiedGone.keys).toEqual([]);
    expect(user.tag('superseded/15')).toBeDefined();
  });

  it('is only planned in a dry run', async () => {
    const user = withRetired();
    const report = await run(user, { dryRun: true });

    expect(report).toMatchObject({ dryRun: true, done: [], verifiedGone: { keys: [], devices: [] } });
    expect(report.plan.actions).toMatchObject([{ kind: 'delete-key', keyId: 15 }]);
    expect(user.emnify.ids('active')).toEqual([20, 15]);
    expect(user.journal.of('reconciled')).toEqual([]);
  });

  it('was deleted by somebody else: that counts too', async () => {
    const user = withRetired();
    user.emnify.remote.before('deleteKey', () => {
      user.emnify.keys = user.emnify.keys.filter(({ id }) => id !== 15);
    });
    const report = await run(user);

    expect(report.done).toMatchObject([{ outcome: 'gone-already' }]);
    expect(report.verifiedGone.keys).toEqual([15]);
    expect(user.journal.of('key-retired')).toMatchObject([{ outcome: 'skipped' }]);
  });

  it('is spared where its deadline was put off since the plan was made', async () => {
    const user = withRetired();
    user.emnify.addDevice(1, 40 * DAY);
    let looks = 0;
    const putOff = (): void => {
      looks += 1;
      if (looks === 3) user.setTag('superseded/15', '2026-12-24T09:00:00.000Z');
    };
    for (let look = 0; look < 3; look += 1) user.store.remote.before('describe', putOff);
    const report = await run(user);

    expect(report.done[0]).toMatchObject({ outcome: 'no-longer-due' });
    expect(user.emnify.ids('active')).toEqual([20, 15]);
  });

  it('is spared alone: another that is due at the same time still goes', async () => {
    const user = withRetired();
    user.emnify.addKey(16, 'active', 40 * DAY);
    user.setTag('superseded/16', '2026-11-22T09:00:00.000Z');
    user.emnify.remote.after('trustedDevices', () => {
      // Read once more by `observe`, after emnify; from then on the deadline is another.
      user.store.remote.before('describe', () => undefined);
      user.store.remote.before('describe', () => user.setTag('superseded/15', '2026-12-24T09:00:00.000Z'));
    });
    const report = await run(user);

    expect(report.done).toMatchObject([
      { action: { keyId: 15 }, outcome: 'no-longer-due' },
      { action: { keyId: 16 }, outcome: 'done' },
    ]);
    expect(user.emnify.ids('active')).toEqual([20, 15]);
  });

  it('is spared, with all others, under a hold that was raised since the plan was made', async () => {
    const user = withRetired();
    let looks = 0;
    for (let look = 0; look < 3; look += 1) {
      user.store.remote.before('describe', () => {
        looks += 1;
        if (looks === 3) user.setTag('hold', 'operator');
      });
    }

    expect(await failureOf(run(user))).toMatchObject({ kind: 'hold-in-force' });
    expect(user.emnify.ids('active')).toEqual([20, 15]);
  });

  it('is not read again where its value has been: only what was not there before is', async () => {
    const user = withRetired();
    await run(user);

    expect(user.store.remote.calls.filter((call) => call.startsWith('read'))).toEqual([
      'read AWSCURRENT',
      `read ${FIRST}`,
    ]);
  });
});

describe('an orphan', () => {
  const orphaned = (): EnrolledUser => {
    const user = settledUser();
    user.emnify.addKey(25, 'pending', 2 * MINUTE);
    return user;
  };

  it('is deleted, seen gone, and has no tag to remove', async () => {
    const user = orphaned();
    const report = await run(user);

    expect(report.verifiedGone.keys).toEqual([25]);
    expect(user.journal.of('orphan-deleted')).toMatchObject([{ outcome: 'ok', keyId: 25 }]);
    expect(user.journal.of('superseded-tag-removed')).toEqual([]);
  });

  it('is spared where a person has activated it since the plan was made', async () => {
    const user = orphaned();
    user.emnify.remote.after('user', () => {
      user.emnify.keys = user.emnify.keys.map((key) => ({ ...key, status: 'active' as const }));
    });
    const report = await run(user);

    expect(report.done).toMatchObject([{ outcome: 'no-longer-due' }]);
    expect(user.emnify.ids('active')).toEqual([20, 25]);
  });

  it('is spared where a rotation has stored it since the plan was made', async () => {
    const user = orphaned();
    let reads = 0;
    for (let look = 0; look < 3; look += 1) {
      user.store.remote.before('describe', () => {
        reads += 1;
        if (reads === 3) user.addVersion(NEXT, ['AWSPENDING'], user.keyValue(25));
      });
    }
    const report = await run(user);

    expect(report.done).toMatchObject([{ outcome: 'no-longer-due' }]);
    expect(user.emnify.ids('pending')).toEqual([25]);
  });
});

describe('a stale device', () => {
  const trusted = (): EnrolledUser => {
    const user = settledUser();
    user.emnify.addDevice(3, 40 * DAY);
    return user;
  };

  it('is deleted and seen gone', async () => {
    const user = trusted();
    const report = await run(user);

    expect(report.verifiedGone).toEqual({ keys: [], devices: [3] });
    expect(user.emnify.devices).toEqual([]);
    expect(user.journal.of('device-pruned')).toMatchObject([{ outcome: 'ok', deviceId: 3 }]);
    // The keys were not touched, so they are not looked at again.
    expect(user.emnify.remote.calls.filter((call) => call === 'user')).toHaveLength(1);
  });

  it('is not called gone while emnify still lists it', async () => {
    const user = trusted();
    user.emnify.remote.after('deleteTrustedDevice', () => user.emnify.addDevice(3, 40 * DAY));

    expect((await run(user)).verifiedGone.devices).toEqual([]);
  });

  it('was deleted by somebody else: that counts too', async () => {
    const user = trusted();
    user.emnify.remote.before('deleteTrustedDevice', () => {
      user.emnify.devices = [];
    });
    const report = await run(user);

    expect(report.done).toMatchObject([{ outcome: 'gone-already' }]);
    expect(report.verifiedGone.devices).toEqual([3]);
  });

  it('is kept under a hold that was raised since the plan was made', async () => {
    const user = trusted();
    user.emnify.remote.after('trustedDevices', () => undefined);
    let looks = 0;
    for (let look = 0; look < 3; look += 1) {
      user.store.remote.before('describe', () => {
        looks += 1;
        if (looks === 3) user.setTag('hold', 'operator');
      });
    }

    expect(await failureOf(run(user))).toMatchObject({ kind: 'hold-in-force' });
    expect(user.emnify.devices).toHaveLength(1);
  });

  it('of which nobody knows since when it is trusted, is told by its id', async () => {
    const user = settledUser();
    user.emnify.addDevice(3, 0);
    user.emnify.devices = user.emnify.devices.map(({ id }) => ({ id }));
    await run(user);

    expect(user.journal.of('finding:undated-device')).toMatchObject([{ deviceId: 3, outcome: 'ok' }]);
  });
});
