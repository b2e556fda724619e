import { describe, expect, it } from 'vitest';
import { rotationToken } from '../../../functions/domain/fleet/tokens.ts';
import { UserSlug, VersionId } from '../../../functions/domain/identifiers.ts';
import { dailySlot } from '../../../functions/domain/schedules.ts';
import { SecretMissing, StoreRefused } from '../../../functions/domain/store-errors.ts';
import { failing } from '../support/remote.ts';
import { DAY, Fleet, MINUTE } from './support/fleet.ts';

const ALICE = UserSlug.parse('alice');

function fleetOf(...users: readonly string[]): Fleet {
  const fleet = new Fleet();
  for (const [index, user] of users.entries()) fleet.add(user, (30 - index) * DAY);
  return fleet;
}

describe('a run over a fleet that is well', () => {
  it('rotates everybody, the oldest key first, a second apart', async () => {
    const fleet = fleetOf('alice', 'bob', 'carol');
    const began: number[] = [];
    for (let user = 0; user < 3; user += 1) fleet.store.remote.before('rotateAs', () => began.push(fleet.clock.now()));
    const report = await fleet.run();

    expect(fleet.asked()).toEqual(['alice', 'bob', 'carol']);
    expect(began.map((at) => at - (began[0] ?? 0))).toEqual([0, 1_000, 2_000]);
    expect(report).toEqual({
      run: 'leak',
      reason: 'a leaked laptop',
      status: 'finished',
      users: 3,
      rotated: 3,
      skipped: 0,
      failed: 0,
      underWay: 0,
      left: 0,
      beganAt: '2026-11-23T09:00:10.000Z',
      endedAt: '2026-11-23T09:01:30.000Z',
      notRotated: [],
    });
  });

  it('asks under tokens of the run, so that asking twice begins one rotation', async () => {
    const fleet = fleetOf('alice');
    await fleet.run();

    expect([...fleet.secret('alice').versions.keys()]).toContain(rotationToken('leak', ALICE, 1));
  });

  it('begins each batch at the same second of a minute, and waits for no other after the last', async () => {
    const fleet = fleetOf('alice', 'bob');
    await fleet.run();

    expect(fleet.steps).toEqual(['find 1', 'begin', 'batch 1', 'batch 2', 'end']);
    expect(fleet.waits).toEqual([51]);
  });

  it('tells how far it is, and of every user how it came out', async () => {
    const fleet = fleetOf('alice', 'bob');
    await fleet.run();

    expect(fleet.told.map(({ status, left, underWay, rotated }) => [status, left, underWay, rotated])).toEqual([
      ['running', 2, 0, 0],
      ['running', 0, 2, 0],
      ['finished', 0, 0, 2],
      ['finished', 0, 0, 2],
    ]);
    expect(fleet.told[0]?.expectedEnd).toBe('2026-11-23T09:01:10.000Z');
    expect(fleet.entries.map(({ event, user, outcome }) => `${event} ${user} ${outcome}`)).toEqual([
      'rotation-started alice ok',
      'rotation-started bob ok',
      'fleet-user alice ok',
      'fleet-user bob ok',
    ]);
  });

  it('finds users on as many pages as there are', async () => {
    const fleet = fleetOf('alice', 'bob', 'carol');
    fleet.store.pageSize = 1;

    expect((await fleet.run()).rotated).toBe(3);
    expect(fleet.store.remote.calls.filter((call) => call.startsWith('listKeySecrets'))).toEqual([
      'listKeySecrets 0',
      'listKeySecrets 1',
      'listKeySecrets 2',
    ]);
  });

  it('keeps no more than twenty pages in one checkpoint', async () => {
    const fleet = fleetOf(...Array.from({ length: 21 }, (_, index) => `user-${index}`));
    fleet.store.pageSize = 1;
    await fleet.run();

    expect(fleet.steps.slice(0, 3)).toEqual(['find 1', 'find 2', 'begin']);
  });

  it.each([0, 20, 29, 45, 55])(
    'keeps to the limit in any five minutes, begun %i s later in its minute',
    async (later) => {
      const fleet = new Fleet();
      for (let user = 0; user < 150; user += 1) fleet.add(`user-${user}`);
      fleet.clock.advance(later * 1_000);
      const began: number[] = [];
      for (let user = 0; user < 150; user += 1)
        fleet.store.remote.before('rotateAs', () => began.push(fleet.clock.now()));
      await fleet.run();

      const inWindow = began.map((from) => began.filter((at) => at >= from && at < from + 5 * MINUTE).length);
      expect(Math.max(...inWindow)).toBeLessThanOrEqual(97);
    },
  );

  it('begins no more than the vendor allows within a minute, and goes on in the next', async () => {
    const fleet = fleetOf(...Array.from({ length: 25 }, (_, index) => `user-${index}`));
    const report = await fleet.run();

    expect(report.rotated).toBe(25);
    expect(fleet.told[1]).toMatchObject({ underWay: 20, left: 5 });
    expect(fleet.told[2]).toMatchObject({ rotated: 20, underWay: 5 });
  });
});

describe('a run that is started again under the same name', () => {
  it('passes over whom it has rotated, and began when it first did', async () => {
    const fleet = fleetOf('alice', 'bob');
    // Late enough in its minute for the first rotation to begin with the run.
    fleet.clock.advance(30_000);
    const first = await fleet.run({ users: [ALICE] });
    fleet.clock.advance(DAY);
    fleet.store.remote.calls.length = 0;
    const second = await fleet.run();

    expect(fleet.asked()).toEqual(['bob']);
    expect(second).toMatchObject({ rotated: 2, beganAt: first.beganAt });
  });

  it('counts whom somebody else rotated since it began', async () => {
    const fleet = fleetOf('alice', 'bob');
    fleet.store.remote.before('rotateAs', () => {
      const bob = fleet.secret('bob');
      for (const { labels } of bob.versions.values()) labels.clear();
      bob.versions.set(VersionId.parse('by-somebody-else'.padEnd(32, '-')), {
        labels: new Set(['AWSCURRENT']),
        createdAt: fleet.clock.now(),
      });
      bob.facts = { ...bob.facts, lastRotatedAt: fleet.clock.now() };
    });
    const report = await fleet.run();

    expect(fleet.asked()).toEqual(['alice']);
    expect(report.rotated).toBe(2);
  });
});

describe('a user who cannot be rotated', () => {
  it('is skipped under a hold, and its reason told', async () => {
    const fleet = fleetOf('alice', 'bob');
    fleet.secret('alice').tags.set('emnify-mfa:hold', 'operator');
    const report = await fleet.run();

    expect(fleet.asked()).toEqual(['bob']);
    expect(report).toMatchObject({ status: 'finished', rotated: 1, skipped: 1 });
    expect(report.notRotated).toEqual([
      { user: 'alice', outcome: 'skipped', reason: expect.stringContaining('until an operator releases it') },
    ]);
    expect(fleet.entries).toContainEqual({
      event: 'fleet-user',
      user: 'alice',
      outcome: 'skipped',
      reason: expect.stringContaining('until an operator'),
    });
  });

  it('is not reckoned with where an operator holds it', async () => {
    const at = Date.parse('2026-11-23T09:00:00Z') / MINUTE;
    const soon = (user: string) => dailySlot(UserSlug.parse(user)) - (at % 1_440);
    const names = Array.from({ length: 80_000 }, (_, index) => `user-${index}`).filter((user) => soon(user) === 2);
    const forecast = async (hold: string) => {
      const fleet = new Fleet();
      for (const user of names) fleet.add(user);
      for (const user of names.slice(0, 30)) fleet.secret(user).tags.set('emnify-mfa:hold', hold);
      await fleet.run();
      return fleet.told[0]?.expectedEnd;
    };

    // Those who are held for a time have a daily run in two minutes, which takes of the room now.
    expect(await forecast('operator')).toBe('2026-11-23T09:02:10.000Z');
    expect(await forecast('lockout until=2026-11-23T10:00:00.000Z')).toBe('2026-11-23T09:03:10.000Z');
  });

  it('is held where its tags cannot be read', async () => {
    const fleet = fleetOf('alice');
    fleet.secret('alice').tags.set('emnify-mfa:attempts', 'a few');

    expect((await fleet.run()).skipped).toBe(1);
  });

  it('is held by refused credentials until they are others', async () => {
    const fleet = fleetOf('alice');
    const refused = VersionId.parse('refused'.padEnd(32, '-'));
    fleet.secret('alice').tags.set('emnify-mfa:hold', `credentials version=${refused}`);
    const credentials = { versions: new Map(), tags: new Map<string, string>(), facts: {} };
    credentials.versions.set(refused, { labels: new Set(['AWSCURRENT']), createdAt: 0 });
    fleet.store.secrets.set('emnify-mfa/alice/credentials', credentials);
    expect((await fleet.run()).skipped).toBe(1);

    credentials.versions.clear();
    credentials.versions.set(VersionId.parse('other'.padEnd(32, '-')), {
      labels: new Set(['AWSCURRENT']),
      createdAt: 0,
    });
    expect((await fleet.run()).rotated).toBe(1);
  });

  it('fails where its rotation is turned off', async () => {
    const fleet = fleetOf('alice');
    fleet.secret('alice').facts = { ...fleet.secret('alice').facts, rotationEnabled: false };

    expect((await fleet.run()).notRotated).toEqual([
      { user: 'alice', outcome: 'failed', reason: 'rotation is turned off for this user: enrol the user again' },
    ]);
    expect(fleet.asked()).toEqual([]);
  });

  it('fails where its secret is gone', async () => {
    const fleet = fleetOf('alice');
    fleet.store.remote.before('rotateAs', failing(new SecretMissing('gone', 'RotateSecret', 'x')));

    expect((await fleet.run()).notRotated).toEqual([
      { user: 'alice', outcome: 'failed', reason: 'RotateSecret: gone (x)' },
    ]);
  });

  it('is tried once more at the end, and then counts as failed', async () => {
    const fleet = fleetOf('alice', 'bob');
    fleet.fate('alice', 'fails', 'fails');
    const report = await fleet.run();

    expect(fleet.asked()).toEqual(['alice', 'bob', 'alice']);
    expect(report).toMatchObject({ status: 'finished', rotated: 1, failed: 1 });
    expect(report.notRotated).toEqual([
      { user: 'alice', outcome: 'failed', reason: 'the rotation ended without a new key' },
    ]);
  });

  it('is rotated by the second attempt, which has a token of its own', async () => {
    const fleet = fleetOf('alice');
    fleet.fate('alice', 'fails', 'rotates');

    expect((await fleet.run()).rotated).toBe(1);
    expect([...fleet.secret('alice').versions.keys()]).toContain(rotationToken('leak', ALICE, 2));
  });

  it('fails once where Secrets Manager refuses, and is tried again', async () => {
    const fleet = fleetOf('alice');
    fleet.store.remote.before('rotateAs', failing(new StoreRefused('no', 'RotateSecret', 'x')));

    expect((await fleet.run()).rotated).toBe(1);
    expect(fleet.asked()).toEqual(['alice', 'alice']);
  });

  it('is begun where Secrets Manager refuses because a rotation is under way', async () => {
    const fleet = fleetOf('alice');
    fleet.store.remote.before('rotateAs', () => {
      fleet.secret('alice').versions.set(VersionId.parse('theirs'.padEnd(32, '-')), {
        labels: new Set(['AWSPENDING']),
        createdAt: fleet.clock.now(),
      });
      throw new StoreRefused('under way', 'RotateSecret', 'x');
    });
    await fleet.run();

    expect(fleet.told[1]).toMatchObject({ underWay: 1, failed: 0 });
  });
});
