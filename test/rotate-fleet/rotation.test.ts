import { describe, expect, it } from 'vitest';
import { Fleet, names } from './fleet.ts';

let fleet: Fleet;

const MINUTE = 60_000;

describe('a fleet run', () => {
  it('rotates every enrolled user once, the oldest key first', async () => {
    fleet = await Fleet.of(['carol', 'alice', 'bob']);

    const report = await fleet.rotate();

    expect(report).toMatchObject({ status: 'finished', users: 3, rotated: 3, skipped: 0, failed: 0, notRotated: [] });
    expect(fleet.asked).toEqual(['carol', 'alice', 'bob']);
    expect(['carol', 'alice', 'bob'].map((user) => fleet.keysMade(user))).toEqual([2, 2, 2]);
  });

  it('lets those go first who were given priority', async () => {
    fleet = await Fleet.of(['carol', 'alice', 'bob']);

    await fleet.rotate({ priority: ['bob'] });

    expect(fleet.asked).toEqual(['bob', 'carol', 'alice']);
  });

  it('rotates the chosen users alone', async () => {
    fleet = await Fleet.of(['carol', 'alice', 'bob']);

    const report = await fleet.rotate({ users: ['alice'] });

    expect(report).toMatchObject({ users: 1, rotated: 1 });
    expect(fleet.asked).toEqual(['alice']);
  });

  it('refuses a list with users who are not enrolled, before anything is rotated', async () => {
    fleet = await Fleet.of(['alice']);

    const ending = await fleet.run(fleet.execution({ run: 'breach', users: ['alice', 'mallory'] }));

    expect(ending).toMatchObject({ status: 'FAILED', errorMessage: expect.stringContaining('mallory') });
    expect(fleet.calls('RotateSecret')).toBe(0);
  });

  it('refuses a malformed request before any call', async () => {
    fleet = await Fleet.of(['alice']);

    const ending = await fleet.run(fleet.execution({ run: 'a/b' }));

    expect(ending).toMatchObject({ status: 'FAILED', errorMessage: expect.stringContaining('run') });
    expect(fleet.stack.script.calls).toEqual([]);
  });

  it('passes over a user under a hold, and says why', async () => {
    fleet = await Fleet.of(['alice', 'bob']);
    fleet.hold('alice');

    const report = await fleet.rotate();

    expect(report).toMatchObject({
      rotated: 1,
      skipped: 1,
      notRotated: [{ user: 'alice', outcome: 'skipped', reason: expect.stringContaining('operator') }],
    });
    expect(fleet.keysMade('alice')).toBe(1);
  });

  it('begins a rotation that failed once more at the end', async () => {
    fleet = await Fleet.of(['alice', 'bob']);
    fleet.broken.add('alice');
    // Longer than the patience of one attempt, shorter than that of both.
    fleet.stack.clock.at(fleet.stack.clock.now() + 17 * MINUTE, () => fleet.broken.delete('alice'));

    const report = await fleet.rotate();

    expect(report).toMatchObject({ status: 'finished', rotated: 2, failed: 0 });
    expect(fleet.keysMade('alice')).toBe(2);
  });

  it('reports a user whose rotation failed twice', async () => {
    fleet = await Fleet.of(['alice', 'bob']);
    fleet.broken.add('alice');

    const report = await fleet.rotate();

    expect(report).toMatchObject({
      status: 'finished',
      rotated: 1,
      failed: 1,
      notRotated: [{ user: 'alice', outcome: 'failed', reason: expect.stringContaining('15 minutes') }],
    });
  });

  it('begins no more than twenty rotations in a minute, and says when it will be done', async () => {
    fleet = await Fleet.of(names(45));
    const began = fleet.stack.clock.now();

    await fleet.rotate();

    const rotations = fleet.stack.script.calls.filter(({ operation }) => operation === 'RotateSecret');
    const perMinute = Map.groupBy(rotations, ({ at }) => Math.floor(at / MINUTE));
    expect([...perMinute.values()].map((calls) => calls.length)).toEqual([20, 20, 5]);
    const [first] = fleet.entries('fleet-progress');
    expect(first).toMatchObject({ left: 45, expectedEnd: new Date(began + 3 * MINUTE).toISOString() });
  }, 30_000);

  it('stops by itself where more than one in five of a window fail', async () => {
    fleet = await Fleet.of(names(30));
    for (const user of names(5)) fleet.changePassword(user);

    const report = await fleet.rotate();

    expect(report).toMatchObject({ status: 'stopped', why: expect.stringContaining('5 of 20'), failed: 5, left: 10 });
    expect(fleet.asked).toHaveLength(20);
  }, 30_000);

  it('counts a user whom somebody else rotated since it began', async () => {
    fleet = await Fleet.of(names(25));
    const execution = fleet.execution({ run: 'breach' });
    fleet.stack.clock.at(fleet.stack.clock.now() + 30_000, () => fleet.rotateAside('user-024'));

    const ending = await fleet.run(execution);

    expect(ending).toMatchObject({ result: { rotated: 25 } });
    expect(fleet.asked).not.toContain('user-024');
  }, 30_000);
});
