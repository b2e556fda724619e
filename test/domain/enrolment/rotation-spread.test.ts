import { describe, expect, it } from 'vitest';
import { RotationSchedule } from '../../../functions/domain/enrolment/rotation-schedule.ts';
import { longestSpreadDays, spreadSchedule } from '../../../functions/domain/enrolment/rotation-spread.ts';
import { UserSlug } from '../../../functions/domain/identifiers.ts';
import { longestIntervalDays } from '../../../functions/domain/longest-interval.ts';
import { dailySlot } from '../../../functions/domain/schedules.ts';
import { nextWindow } from '../../../local/secrets-manager/rotation/schedule.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WINDOW = 5 * 60_000;
const START = Date.parse('2026-11-02T08:00:00Z');

const slugs = Array.from({ length: 10_000 }, (_, n) => UserSlug.parse(`service-${n}`));

/** All instants within a year at which the stand-in opens the user's window. */
function rotations(user: UserSlug, days: number): readonly number[] {
  const { expression: ScheduleExpression, duration: Duration } = spreadSchedule(user, days);
  const rules = { ScheduleExpression, Duration };
  const instants: number[] = [];
  for (let at = nextWindow(rules, START, START).start; at < START + 366 * DAY; at = nextWindow(rules, at, at).start) {
    instants.push(at);
  }
  return instants;
}

function longest(instants: readonly number[]): number {
  return Math.max(...instants.slice(1).map((at, index) => at - (instants[index] ?? at)));
}

function counted(numbers: Iterable<number>): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}

describe('the schedule that a slug has where the operator names none', () => {
  it('is always the same, and one that AWS accepts', () => {
    for (const days of [7, 29, 30, 59, 60, 90]) {
      for (const user of slugs.slice(0, 200)) {
        const schedule = spreadSchedule(user, days);
        expect(RotationSchedule.parse(schedule)).toEqual(schedule);
        expect(spreadSchedule(user, days)).toEqual(schedule);
      }
    }
  });

  for (const [days, most] of [
    [7, 7],
    [29, 7],
    [30, 31],
    [59, 31],
    [60, 62],
    [90, 62],
  ] as const) {
    it(`never lets more than ${most} days pass where the period is ${days}`, () => {
      const gaps = slugs.slice(0, 60).map((user) => longest(rotations(user, days)) / DAY);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(most);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(most - 3);
    });

    it(`is known for that without a user: ${most} days where the period is ${days}`, () => {
      expect(longestSpreadDays(days)).toBe(most);
      const intervals = slugs.slice(0, 200).map((user) => longestIntervalDays(spreadSchedule(user, days).expression));
      expect(new Set(intervals)).toEqual(new Set([most]));
    });
  }
});

describe('10,000 users that were enrolled on one day', () => {
  const rotating = counted(slugs.flatMap((user) => rotations(user, 60).map((at) => at)));
  const daily = counted(slugs.map(dailySlot));

  it('are rotated evenly: no hour of the year has three times its share', () => {
    const share = 10_000 / (2 * 28 * 24);
    expect(Math.max(...rotating.values())).toBeLessThanOrEqual(3 * share);
    const perDay = counted([...rotating].flatMap(([at, n]) => Array(n).fill(Math.floor(at / DAY))));
    expect(Math.max(...perDay.values())).toBeLessThanOrEqual(1.35 * 24 * share);
  });

  it('authenticate at most 85 times in any five minutes, their daily runs counted, wherever in the hour AWS begins', () => {
    // The worst that a window allows: everyone of an hour in the same five minutes, which are the busiest of that hour.
    const busiest = Array.from({ length: 24 }, (_, hour) => {
      const runs = (minute: number) => daily.get((hour * 60 + minute) % 1_440) ?? 0;
      const windows = Array.from({ length: 60 }, (_, minute) => [0, 1, 2, 3, 4].map((n) => runs(minute + n)));
      return Math.max(...windows.map((window) => window.reduce((sum, n) => sum + n, 0)));
    });
    const worst = [...rotating].map(([at, n]) => n + (busiest[new Date(at).getUTCHours()] ?? 0));
    expect(WINDOW / 60_000).toBe(5);
    expect(Math.max(...worst)).toBeLessThanOrEqual(85);
  });
});
