import { type Next, parseCron } from '../../scheduler/cron.ts';
import { invalidParameter, unsupported } from '../errors.ts';
import type { RotationRules } from '../input.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Epoch milliseconds; a rotation may start from `start` on and is tried again until `end`. */
export interface RotationWindow {
  readonly start: number;
  readonly end: number;
}

/**
 * The first window that opens after both `after` and `base` (epoch milliseconds); `rate` counts from `base`.
 * Times are UTC, windows open on the hour and close within the UTC day
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html).
 * @throws SecretsManagerError where the rules are not valid, or of a form the stand-in does not support
 */
export function nextWindow(rules: RotationRules, base: number, after: number): RotationWindow {
  const { AutomaticallyAfterDays: days, ScheduleExpression: expression } = rules;
  if (days !== undefined && expression !== undefined) {
    throw invalidParameter("You can't specify both AutomaticallyAfterDays and ScheduleExpression in RotationRules.");
  }
  if (days !== undefined) return everyDays(days, rules, base, after);
  if (expression === undefined) throw unsupported('RotationRules without AutomaticallyAfterDays or ScheduleExpression');
  const rate = /^rate\((\d+) (hours?|days?)\)$/.exec(expression);
  if (rate !== null) return atRate(Number(rate[1]), rate[2]?.startsWith('hour') === true, rules, base, after);
  return atCron(expression, rules, Math.max(base, after));
}

function everyDays(days: number, rules: RotationRules, base: number, after: number): RotationWindow {
  return windowAt(firstAfter(floor(base, DAY), days * DAY, after), rules, DAY);
}

function atRate(count: number, hourly: boolean, rules: RotationRules, base: number, after: number): RotationWindow {
  const period = count * (hourly ? HOUR : DAY);
  if (period < 4 * HOUR || period > 999 * DAY) {
    throw invalidParameter('A rotation schedule must be at least 4 hours and at most 999 days.');
  }
  if (!hourly) return everyDays(count, rules, base, after);
  const window = windowAt(firstAfter(floor(base, HOUR), period, after), rules, HOUR);
  if (window.end - window.start > period) throw crosses();
  return window;
}

function atCron(expression: string, rules: RotationRules, after: number): RotationWindow {
  const fields = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/.exec(expression)?.slice(1);
  if (fields === undefined) throw invalidParameter('The ScheduleExpression is neither rate(...) nor cron(six fields).');
  const [minutes, hour = '', , , , year] = fields;
  if (minutes !== '0' || year !== '*') {
    throw invalidParameter('A rotation schedule must have 0 in the minutes field and * in the year field.');
  }
  if (!/^\d+$/.test(hour)) throw unsupported(`a rotation schedule at more than one hour of a day: ${expression}`);
  const start = nextOf(fields.join(' '), expression)(after);
  if (start === undefined) throw invalidParameter(`The ScheduleExpression names no date that exists: ${expression}.`);
  return windowAt(start, rules, DAY);
}

/** The forms are those of EventBridge Scheduler's cron, of which both stand-ins know the same. */
function nextOf(fields: string, expression: string): Next {
  let next: Next | undefined;
  try {
    next = parseCron(fields);
  } catch {
    throw unsupported(`L, W, # or a descending range in a rotation schedule: ${expression}`);
  }
  if (next === undefined) throw invalidParameter(`The ScheduleExpression is not valid: ${expression}.`);
  return next;
}

/** @param unit what a window without Duration fills: the hour, or the rest of the UTC day */
function windowAt(start: number, { Duration }: RotationRules, unit: number): RotationWindow {
  const nextDay = floor(start, DAY) + DAY;
  if (Duration === undefined) return { start, end: unit === DAY ? nextDay : start + unit };
  const end = start + Number.parseInt(Duration, 10) * HOUR;
  if (end > nextDay || end === start) throw crosses();
  return { start, end };
}

function crosses() {
  return invalidParameter(
    'The rotation window must not extend into the next UTC day or into the next rotation window.',
  );
}

function firstAfter(base: number, period: number, after: number): number {
  return base + Math.max(1, Math.floor((after - base) / period) + 1) * period;
}

function floor(at: number, unit: number): number {
  return Math.floor(at / unit) * unit;
}
