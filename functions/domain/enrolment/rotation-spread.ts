import { createHash } from 'node:crypto';
import type { UserSlug } from '../identifiers.ts';
import type { RotationSchedule } from './rotation-schedule.ts';

const HOURS = 24;
/** Days that every month has. */
const DAYS = 28;
const WEEKDAYS = 7;
const ODD_MONTHS = '1,3,5,7,9,11';
const EVEN_MONTHS = '2,4,6,8,10,12';

/** The most days between two rotations of each calendar, whatever the day on which a user's falls. */
const LONGEST = { weekly: 7, monthly: 31, everySecondMonth: 62 } as const;

/**
 * When this user's key is rotated: always the same for a slug, and evenly spread over slugs, whenever they were enrolled. A
 * calendar (weekly, monthly, every second month) is what cron can spread; `rate` counts from the last rotation, so that a
 * fleet which is enrolled or rotated on one day would stay together (docs/decisions/rotations-follow-the-calendar.md).
 *
 * @param periodDays 7 to 90; the calendar is the longest that is not longer, give or take the length of a month
 */
export function spreadSchedule(user: UserSlug, periodDays: number): RotationSchedule {
  const slot = createHash('sha256').update(`rotation of ${user}`).digest().readUIntBE(0, 6);
  const hour = slot % HOURS;
  const rest = Math.floor(slot / HOURS);
  // One hour: wherever within its window AWS begins a rotation, those of another hour's users do not meet it.
  return { expression: `cron(0 ${hour} ${days(rest, periodDays)} *)`, duration: '1h' };
}

/** The most days that the calendar of a period lets pass between two rotations, the same for every user. */
export function longestSpreadDays(periodDays: number): number {
  return LONGEST[calendarOf(periodDays)];
}

function calendarOf(periodDays: number): keyof typeof LONGEST {
  if (periodDays < 30) return 'weekly';
  return periodDays < 60 ? 'monthly' : 'everySecondMonth';
}

function days(slot: number, periodDays: number): string {
  const calendar = calendarOf(periodDays);
  if (calendar === 'weekly') return `? * ${1 + (slot % WEEKDAYS)}`;
  const day = 1 + (slot % DAYS);
  if (calendar === 'monthly') return `${day} * ?`;
  const months = Math.floor(slot / DAYS) % 2 === 0 ? ODD_MONTHS : EVEN_MONTHS;
  return `${day} ${months} ?`;
}
