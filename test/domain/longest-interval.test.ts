import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { RotationSchedule } from '../../functions/domain/enrolment/rotation-schedule.ts';
import { longestIntervalDays } from '../../functions/domain/longest-interval.ts';
import { nextWindow } from '../../local/secrets-manager/rotation/schedule.ts';

const DAY = 24 * 3_600_000;
const START = Date.parse('2027-01-01T00:00:00Z');

/** The longest of the intervals that the stand-in's own calendar makes within so many years. */
function longestSeen(ScheduleExpression: string, years: number): number {
  let longest = 0;
  const end = START + years * 366 * DAY;
  for (let at = nextWindow({ ScheduleExpression }, START, START).start; at < end; ) {
    const next = nextWindow({ ScheduleExpression }, START, at).start;
    longest = Math.max(longest, next - at);
    at = next;
  }
  return longest / DAY;
}

describe('the longest interval of a rotation schedule', () => {
  for (const [expression, days] of [
    ['rate(60 days)', 60],
    ['cron(0 8 15 1,3,5,7,9,11 ? *)', 62],
    ['cron(0 8 15 */2 ? *)', 62],
    ['cron(0 8 1 * ? *)', 31],
    ['cron(0 8 31 * ? *)', 61],
    ['cron(0 8 * * ? *)', 1],
    ['cron(0 8 1,15 * ? *)', 17],
    ['cron(0 8 29 2 ? *)', 1461],
    ['cron(0 8 ? * MON *)', 7],
    ['cron(0 8 ? * MON-FRI *)', 3],
  ] as const) {
    it(`of ${expression} is ${days} days`, () => {
      expect(longestIntervalDays(expression)).toBe(days);
    });
  }

  for (const expression of [
    'rate(4 hours)',
    'cron(0 8 L * ? *)',
    'cron(0 8 ? * SUN#1 *)',
    'cron(0 8 ? 3 MON *)',
    'cron(0 8 31 2 ? *)',
    'cron(0 8 * *)',
    'whenever',
  ]) {
    it(`of ${expression} is not told`, () => {
      expect(longestIntervalDays(expression)).toBeUndefined();
    });
  }
});

const field = (least: number, most: number) =>
  fc.oneof(
    fc.constant('*'),
    fc
      .uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 4 })
      .map((values) => values.join()),
    fc
      .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: 1, max: 6 }))
      .map(([from, by]) => `${from}/${by}`),
  );

test('every calendar that is accepted opens windows at the stand-in, never further apart than that', () => {
  const hour = fc.integer({ min: 0, max: 23 });
  const byDay = fc.tuple(hour, field(1, 28), field(1, 12)).map(([h, d, m]) => `cron(0 ${h} ${d} ${m} ? *)`);
  const byWeekday = fc.tuple(hour, field(1, 7)).map(([h, d]) => `cron(0 ${h} ? * ${d} *)`);
  fc.assert(
    fc.property(fc.oneof(byDay, byWeekday), (expression) => {
      expect(RotationSchedule.parse({ expression })).toEqual({ expression });
      expect(longestSeen(expression, 2)).toBeLessThanOrEqual(longestIntervalDays(expression) ?? 0);
    }),
    { numRuns: 150 },
  );
});
