import { describe, expect, it } from 'vitest';
import { dailyRuns, type Load, MINUTE } from '../../../functions/domain/fleet/load.ts';
import { startsAllowed } from '../../../functions/domain/fleet/pace.ts';
import { UserSlug } from '../../../functions/domain/identifiers.ts';
import { seededNumbers } from '../../../local/fleet/latency.ts';

const FIRST = Date.parse('2026-11-24T09:00:00Z') / MINUTE;
const WINDOW = 5 * MINUTE;

function dailyRunsOf(users: number): Load {
  return dailyRuns(Array.from({ length: users }, (_, index) => UserSlug.parse(`user-${index}`)));
}

/** Rotations by minute, as the rule allows them, until everybody has had a turn. */
function rotations(users: number, daily: Load): ReadonlyMap<number, number> {
  const starts = new Map<number, number>();
  for (let minute = FIRST, left = users; left > 0; minute += 1) {
    const begun = Math.min(left, startsAllowed(minute, { load: daily, spent: starts, late: 0 }));
    starts.set(minute, begun);
    left -= begun;
  }
  return starts;
}

const daily = dailyRunsOf(10_000);
const starts = rotations(10_000, daily);

/** How many authentications the vendor refuses, in the seconds in which they really come. */
function refused(dailyLag: (random: () => number) => number, seed: number): number {
  const random = seededNumbers(seed);
  const instants: number[] = [];
  for (const [minute, begun] of starts) {
    for (let start = 0; start < begun; start += 1)
      instants.push(minute * MINUTE + 39_500 + start * 1_000 + 600 * random());
    for (let run = 0; run < daily(minute); run += 1) {
      instants.push(minute * MINUTE + 500 + 500 * random() + dailyLag(random));
    }
  }
  const accepted: number[] = [];
  let oldest = 0;
  let count = 0;
  for (const instant of instants.toSorted((a, b) => a - b)) {
    while ((accepted[oldest] ?? instant) <= instant - WINDOW) oldest += 1;
    if (accepted.length - oldest < 100) accepted.push(instant);
    else count += 1;
  }
  return count;
}

/** The bound: all that daily runs leave of each five minutes. */
function boundMinutes(users: number, daily: Load): number {
  let left = users;
  let minutes = 0;
  for (; left > 0; minutes += 1) left -= (100 - 5 * daily(FIRST + minutes)) / 5;
  return minutes;
}

describe('the rotations of a fleet beside its daily runs', () => {
  it.each([
    ['with its first second', () => 0],
    ['anywhere in its first half', (random: () => number) => 30_000 * random()],
    ['mostly soon, and sometimes late', (random: () => number) => Math.min(55_000, -8_000 * Math.log(1 - random()))],
    ['thirty seconds later, all of them', () => 30_000],
    ['anywhere in it', (random: () => number) => 58_000 * random()],
  ])('meet hardly a 429, of 10,000 users, where what is due in a minute starts %s', (_, lag) => {
    const each = [1, 2, 3, 4, 5].map((seed) => refused(lag, seed));

    // Of some 15,500 authentications in five runs.
    expect(each.reduce((a, b) => a + b, 0) / each.length).toBeLessThanOrEqual(2);
  });

  it.each([
    [10_000, 0.9],
    [4_000, 0.95],
  ])('of %i users come as near to the bound as %d', (users, share) => {
    const load = dailyRunsOf(users);

    expect(boundMinutes(users, load) / rotations(users, load).size).toBeGreaterThan(share);
  });
});
