import { describe, expect, it } from 'vitest';
import { rotationToken } from '../../../functions/domain/fleet/tokens.ts';
import { UserSlug } from '../../../functions/domain/identifiers.ts';
import { StoreOutcomeUnknown, StoreUnavailable } from '../../../functions/domain/store-errors.ts';
import { failing } from '../support/remote.ts';
import { DAY, Fleet, MINUTE } from './support/fleet.ts';

const ALICE = UserSlug.parse('alice');
const DOWN = () => new StoreUnavailable('down', 'DescribeSecret', 'x');

function fleetOf(...users: readonly string[]): Fleet {
  const fleet = new Fleet();
  for (const [index, user] of users.entries()) fleet.add(user, (30 - index) * DAY);
  return fleet;
}

describe('a rotation that does not end', () => {
  it('is asked for again after five and ten minutes under another token, and given up after fifteen', async () => {
    const fleet = fleetOf('alice');
    fleet.fate('alice', ...Array.from({ length: 10 }, () => 'hangs' as const));
    const times: number[] = [];
    const start = fleet.clock.now();
    for (let call = 0; call < 10; call += 1) {
      fleet.store.remote.before('rotateAs', () => times.push(Math.round((fleet.clock.now() - start) / MINUTE)));
    }
    const report = await fleet.run();

    expect(times.slice(0, 3)).toEqual([0, 5, 10]);
    expect(report.notRotated).toEqual([
      { user: 'alice', outcome: 'failed', reason: 'the rotation did not end within 15 minutes' },
    ]);
  });

  it('of somebody else is taken up again', async () => {
    const fleet = fleetOf('alice');
    fleet.secret('alice').versions.set(rotationToken('leak', ALICE, 1), {
      labels: new Set(['AWSPENDING']),
      createdAt: fleet.clock.now(),
    });

    expect((await fleet.run()).rotated).toBe(1);
    expect([...fleet.secret('alice').versions.keys()]).toContain(rotationToken('leak', ALICE, 2));
  });
});

describe('Secrets Manager that does not answer', () => {
  it('ends the batch, and the next goes on with the same user', async () => {
    const fleet = fleetOf('alice', 'bob');
    fleet.store.remote.before('describe', failing(DOWN()));
    const report = await fleet.run();

    expect(fleet.told[1]).toMatchObject({ status: 'running', left: 2, underWay: 0 });
    expect(report.rotated).toBe(2);
  });

  it('at the call that begins a rotation likewise', async () => {
    const fleet = fleetOf('alice');
    fleet.store.remote.before('rotateAs', failing(DOWN()));

    expect((await fleet.run()).rotated).toBe(1);
    expect(fleet.told[1]).toMatchObject({ left: 1, underWay: 0 });
  });

  it('for ten batches in a row stops the run, which says how to go on', async () => {
    const fleet = fleetOf('alice');
    for (let call = 0; call < 10; call += 1) fleet.store.remote.before('describe', failing(DOWN()));
    const report = await fleet.run();

    expect(report).toMatchObject({
      status: 'stopped',
      why: expect.stringMatching(/has not answered for 10 batches: start the run again under the same name/),
      left: 1,
    });
  });

  it('for nine does not, nor where it answers in between', async () => {
    const fleet = fleetOf('alice', 'bob');
    for (let call = 0; call < 9; call += 1) fleet.store.remote.before('describe', failing(DOWN()));

    expect((await fleet.run()).status).toBe('finished');
  });

  it('of which the reply was lost has begun the rotation', async () => {
    const fleet = fleetOf('alice');
    fleet.store.remote.after('rotateAs', failing(new StoreOutcomeUnknown('cut', 'RotateSecret', 'x')));

    expect((await fleet.run()).rotated).toBe(1);
    expect(fleet.asked()).toEqual(['alice']);
  });

  it('is told apart from a bug, which ends the run', async () => {
    const fleet = fleetOf('alice');
    fleet.store.remote.before('describe', failing(new TypeError('a bug')));

    await expect(fleet.run()).rejects.toThrow('a bug');
  });
});

describe('a run in which more than one in five fail', () => {
  it('stops, lets what is under way end, and says why', async () => {
    const users = Array.from({ length: 40 }, (_, index) => `user-${index + 10}`);
    const fleet = fleetOf(...users);
    for (const user of users) fleet.fate(user, 'fails');
    const report = await fleet.run();

    expect(report.status).toBe('stopped');
    expect(report.why).toMatch(/^\d+ of \d+ rotations that began within five minutes failed/);
    expect(report.left).toBeGreaterThan(0);
    expect(report.underWay).toBe(0);
  });
});
