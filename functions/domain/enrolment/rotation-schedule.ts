import * as z from 'zod/mini';
import { type CronField, cronValues } from '../cron-field.ts';
import { DAY_OF_WEEK, longestIntervalDays, MONTH } from '../longest-interval.ts';

const HOURS_OF_DAY = 24;
/** "You can rotate a secret as often as every four hours" (Secrets Manager user guide, "Rotation schedules"). */
const LEAST_HOURS_BETWEEN = 4;
/** Likewise: "The maximum rotation period is 999 days". */
const MOST_DAYS = 999;

const RATE = /^rate\(([1-9]\d{0,4}) (hours?|days?)\)$/;
const CRON = /^cron\(0 (\S+) (\S+) (\S+) (\S+) \*\)$/;

const HOUR: CronField = { least: 0, most: 23 };

const expressionForm =
  'expected rate(<n> days), rate(<n> hours) from 4 hours to 999 days, or cron(0 <hours> <day of month> <month> <day of week> *) ' +
  'in UTC with one of the days ? and hours at least 4 apart';
const durationForm =
  'expected the length of the rotation window in hours, 1h to 24h, that ends within its UTC day and before the next window';

/** When Secrets Manager rotates: the members ScheduleExpression and Duration of its RotationRules. All times are UTC. */
export const RotationSchedule = z
  .strictObject({
    expression: z.string(expressionForm).check(z.refine((text) => windowsOf(text) !== undefined, expressionForm)),
    /** How long a window is open; without it AWS closes a window after an hour or at the end of the day, by the expression. */
    duration: z.optional(z.string(durationForm).check(z.regex(/^([1-9]|1\d|2[0-4])h$/, durationForm))),
  })
  .check(
    z.refine(({ expression, duration }) => fits(windowsOf(expression), duration), {
      path: ['duration'],
      error: durationForm,
    }),
  );
export type RotationSchedule = z.output<typeof RotationSchedule>;

/** What bounds a window's length, in hours. */
interface Windows {
  readonly lastStart: number;
  readonly apart: number;
}

function windowsOf(expression: string): Windows | undefined {
  const [, count, unit] = RATE.exec(expression) ?? [];
  if (count !== undefined && unit !== undefined) return windowsOfRate(Number(count), unit.startsWith('hour'));
  const [, hours, dayOfMonth, month, dayOfWeek] = CRON.exec(expression) ?? [];
  if (hours === undefined || dayOfMonth === undefined || month === undefined || dayOfWeek === undefined)
    return undefined;
  if (cronValues(month, MONTH) === undefined || !areDays(expression, dayOfMonth, dayOfWeek)) return undefined;
  return windowsOfHours(cronValues(hours, HOUR) ?? []);
}

function windowsOfRate(count: number, hourly: boolean): Windows | undefined {
  const hours = hourly ? count : count * HOURS_OF_DAY;
  if (hours < LEAST_HOURS_BETWEEN || hours > MOST_DAYS * HOURS_OF_DAY) return undefined;
  return { lastStart: 0, apart: hours };
}

function windowsOfHours(hours: readonly number[]): Windows | undefined {
  const [first] = hours;
  const lastStart = hours.at(-1);
  if (first === undefined || lastStart === undefined) return undefined;
  const next = [...hours.slice(1), first + HOURS_OF_DAY];
  const apart = Math.min(...hours.map((hour, index) => (next[index] ?? 0) - hour));
  return apart < LEAST_HOURS_BETWEEN ? undefined : { lastStart, apart };
}

/** One of the two is `?`; the other names days, or L for the last, or the nth of a weekday (user guide, "Cron expressions"). */
function areDays(expression: string, dayOfMonth: string, dayOfWeek: string): boolean {
  // 30 February has no interval.
  if (dayOfWeek === '?') return dayOfMonth === 'L' || longestIntervalDays(expression) !== undefined;
  if (dayOfMonth !== '?') return false;
  const [, weekday, nth] = /^(.+?)(#[1-5]|L)$/.exec(dayOfWeek) ?? [];
  const days = cronValues(weekday ?? dayOfWeek, DAY_OF_WEEK);
  return days !== undefined && (nth === undefined || days.length === 1);
}

function fits(windows: Windows | undefined, duration: string | undefined): boolean {
  if (windows === undefined || duration === undefined) return true;
  const hours = Number.parseInt(duration, 10);
  return windows.lastStart + hours <= HOURS_OF_DAY && hours <= windows.apart;
}
