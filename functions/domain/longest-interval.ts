import { type CronField, cronValues } from './cron-field.ts';

const DAY = 24 * 3_600_000;
const DAYS_OF_WEEK = 7;

const DAY_OF_MONTH: CronField = { least: 1, most: 31 };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
export const MONTH: CronField = { least: 1, most: 12, names: MONTHS };
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
export const DAY_OF_WEEK: CronField = { least: 1, most: DAYS_OF_WEEK, names: WEEKDAYS };

/** From a leap year to the next but one: every length that a month or an interval can have. */
const [FIRST_YEAR, LAST_YEAR] = [2024, 2032];

/**
 * The most days that pass between two rotations of a schedule expression; undefined where it is of a form that enrolment does
 * not choose by itself and that has no one calendar (the last day, the nth weekday).
 */
export function longestIntervalDays(expression: string): number | undefined {
  const rate = /^rate\((\d{1,5}) days?\)$/.exec(expression)?.[1];
  if (rate !== undefined) return Number(rate);
  const [, dayOfMonth = '', month = '', dayOfWeek = ''] =
    /^cron\(\S+ \S+ (\S+) (\S+) (\S+) \*\)$/.exec(expression) ?? [];
  const months = cronValues(month, MONTH);
  if (dayOfMonth === '?') {
    const weekdays = cronValues(dayOfWeek, DAY_OF_WEEK);
    return weekdays === undefined || months?.length !== MONTHS.length ? undefined : longestGap(weekdays, DAYS_OF_WEEK);
  }
  const days = cronValues(dayOfMonth, DAY_OF_MONTH);
  return days === undefined || months === undefined ? undefined : longestGap(calendar(months, days));
}

/** Every such date of some years, as days since the epoch. */
function calendar(months: readonly number[], days: readonly number[]): readonly number[] {
  const dates: number[] = [];
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
    for (const month of months) {
      const lengthOfMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
      for (const day of days) if (day <= lengthOfMonth) dates.push(Date.UTC(year, month - 1, day) / DAY);
    }
  }
  return dates;
}

/** @param cycle after how many days the first comes again; without it there is nothing after the last */
function longestGap(days: readonly number[], cycle?: number): number | undefined {
  const [first] = days;
  if (first === undefined) return undefined;
  const all = cycle === undefined ? days : [...days, first + cycle];
  const gaps = all.slice(1).map((day, index) => day - (all[index] ?? day));
  return gaps.length === 0 ? undefined : Math.max(...gaps);
}
