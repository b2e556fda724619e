import { unsupported } from './errors.ts';

const DAY = 86_400_000;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
/** 1 is Sunday. */
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface FieldRange {
  readonly min: number;
  readonly max: number;
  /** Names of the values from `min` on. */
  readonly names?: readonly string[];
}

const MINUTE: FieldRange = { min: 0, max: 59 };
const HOUR: FieldRange = { min: 0, max: 23 };
const DAY_OF_MONTH: FieldRange = { min: 1, max: 31 };
const MONTH: FieldRange = { min: 1, max: 12, names: MONTHS };
const DAY_OF_WEEK: FieldRange = { min: 1, max: 7, names: WEEKDAYS };
const YEAR: FieldRange = { min: 1970, max: 2199 };

/** The forms that stand for other days in each month. */
const SPECIAL_DAY_OF_MONTH = /^(L|LW|([1-9]|[12]\d|3[01])W)$/;
const SPECIAL_DAY_OF_WEEK = /^(L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/;

/** First instant (epoch ms, UTC) strictly after another, or undefined where there is none any more. */
export type Next = (after: number) => number | undefined;

/**
 * Reads the inside of `cron(...)`: six fields, minutes to year, in UTC, with numbers, names, lists, ranges and steps.
 * @returns undefined where it is malformed
 * @throws SchedulerError for well-formed L, W and #, which the product never writes
 */
export function parseCron(fields: string): Next | undefined {
  const [minute, hour, dayOfMonth, month, dayOfWeek, year, ...more] = fields.split(' ');
  if (year === undefined || more.length > 0) return undefined;
  const minutes = values(minute, MINUTE);
  const hours = values(hour, HOUR);
  const months = values(month, MONTH);
  const years = values(year, YEAR);
  // Exactly one of the two days is `?` (EventBridge Scheduler user guide, "Cron-based schedules").
  const weekly = dayOfMonth === '?';
  const day = weekly ? dayOfWeek : dayOfMonth;
  if (weekly === (dayOfWeek === '?') || !minutes || !hours || !months || !years || day === undefined) return undefined;
  if ((weekly ? SPECIAL_DAY_OF_WEEK : SPECIAL_DAY_OF_MONTH).test(day))
    throw unsupported(`L, W and # in cron(${fields})`);
  const days = values(day, weekly ? DAY_OF_WEEK : DAY_OF_MONTH);
  if (!days) return undefined;
  const lastDay = Date.UTC(Math.max(...years), 11, 31);

  return (after) => {
    for (let midnight = Math.floor(after / DAY) * DAY; midnight <= lastDay; midnight += DAY) {
      const date = new Date(midnight);
      if (!years.has(date.getUTCFullYear()) || !months.has(date.getUTCMonth() + 1)) continue;
      if (!days.has(weekly ? date.getUTCDay() + 1 : date.getUTCDate())) continue;
      for (const h of hours) {
        for (const m of minutes) {
          const instant = midnight + (h * 60 + m) * 60_000;
          if (instant > after) return instant;
        }
      }
    }
    return undefined;
  };
}

/** The values that a field allows, ascending; undefined where it is malformed. */
function values(field: string | undefined, range: FieldRange): ReadonlySet<number> | undefined {
  const all = new Set<number>();
  for (const item of (field ?? '').split(',')) {
    const [span = '', step, ...more] = item.split('/');
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return undefined;
    const bounds = spanOf(span, step !== undefined, range);
    if (bounds === undefined) return undefined;
    for (let value = bounds.from; value <= bounds.to; value += Number(step ?? 1)) all.add(value);
  }
  return new Set([...all].sort((a, b) => a - b));
}

function spanOf(span: string, stepped: boolean, range: FieldRange): { from: number; to: number } | undefined {
  if (span === '*') return { from: range.min, to: range.max };
  const [first, last, ...more] = span.split('-');
  const from = numberOf(first, range);
  if (from === undefined || more.length > 0) return undefined;
  if (last === undefined) return { from, to: stepped ? range.max : from };
  const to = numberOf(last, range);
  // What AWS makes of FRI-MON is not documented.
  if (to !== undefined && to < from) throw unsupported(`the descending range ${span} in a cron expression`);
  return to === undefined ? undefined : { from, to };
}

function numberOf(text: string | undefined, { min, max, names }: FieldRange): number | undefined {
  const named = text === undefined ? -1 : (names?.indexOf(text) ?? -1);
  if (named >= 0) return min + named;
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}
