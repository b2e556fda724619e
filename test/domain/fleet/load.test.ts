import { describe, expect, it } from 'vitest';
import { dailyRuns, ownLoad, retirementMinute } from '../../../functions/domain/fleet/load.ts';
import { UserSlug } from '../../../functions/domain/identifiers.ts';
import { dailySlot } from '../../../functions/domain/schedules.ts';

const HOUR = 3_600_000;
const MIDNIGHT = Date.parse('2026-11-24T00:00:00Z') / 60_000;

function fleet(count: number, keyAt: number) {
  return Array.from({ length: count }, (_, index) => ({
    user: UserSlug.parse(`user-${index}`),
    keyAt,
    isOfRun: false,
    isHeld: false,
  }));
}

describe('the load that a fleet makes by itself', () => {
  it('is everybody once a day, in the slot of the daily run', () => {
    const load = ownLoad(fleet(500, 0), 24 * HOUR);
    const [first] = fleet(1, 0);
    if (first === undefined) throw new Error('one');

    const day = Array.from({ length: 1_440 }, (_, minute) => load(MIDNIGHT + minute));
    expect(day.reduce((total, count) => total + count, 0)).toBe(500);
    expect(load(MIDNIGHT + dailySlot(first.user))).toBeGreaterThanOrEqual(1);
    expect(load(MIDNIGHT + 1_440 + 17)).toBe(load(MIDNIGHT + 17));
  });

  it('leaves out whom an operator holds, for whom nothing authenticates', () => {
    const [held, ...others] = fleet(3, 0);
    if (held === undefined) throw new Error('three');

    const load = ownLoad([{ ...held, isHeld: true }, ...others], 24 * HOUR);

    expect(load(MIDNIGHT + dailySlot(held.user))).toBe(dailyRuns(others.map(({ user }) => user))(dailySlot(held.user)));
  });

  it('is once more where the grace period of the key before ends', () => {
    const keyAt = Date.parse('2026-11-23T10:00:30Z');
    const [quiet, busy] = [ownLoad(fleet(3, 0), 24 * HOUR), ownLoad(fleet(3, keyAt), 24 * HOUR)];
    const minute = retirementMinute(keyAt, 24 * HOUR);

    expect(new Date(minute * 60_000).toISOString()).toBe('2026-11-24T10:01:00.000Z');
    expect(busy(minute) - quiet(minute)).toBe(3);
  });
});
