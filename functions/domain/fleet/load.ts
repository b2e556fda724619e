import type { UserSlug } from '../identifiers.ts';
import { dailySlot, retirementInstant } from '../schedules.ts';
import type { Enrolled } from './roster.ts';

export const MINUTE = 60_000;
const MINUTES_OF_DAY = 1_440;

/** How many authentications are expected in a minute (epoch minutes) beside the run's own rotations. */
export type Load = (minute: number) => number;

/**
 * The load that this fleet makes by itself, each run of `reconcile-user` being one authentication: the daily run in its slot
 * of everybody whom no operator holds, and one more when the grace period of a key that was superseded before the run ends.
 * @param gracePeriodMs as `rotate-key` has it
 */
export function ownLoad(enrolled: readonly Enrolled[], gracePeriodMs: number): Load {
  const daily = dailyRuns(enrolled.filter(({ isHeld }) => !isHeld).map(({ user }) => user));
  const retirements = new Map<number, number>();
  for (const { keyAt } of enrolled) {
    const minute = retirementMinute(keyAt, gracePeriodMs);
    retirements.set(minute, (retirements.get(minute) ?? 0) + 1);
  }
  return (minute) => daily(minute) + (retirements.get(minute) ?? 0);
}

/** The daily runs of these users. */
export function dailyRuns(users: Iterable<UserSlug>): Load {
  const slots = new Map<number, number>();
  for (const user of users) {
    const slot = dailySlot(user);
    slots.set(slot, (slots.get(slot) ?? 0) + 1);
  }
  return (minute) => slots.get(minute % MINUTES_OF_DAY) ?? 0;
}

/** The minute in which the predecessor of a key made at `keyAt` is retired. */
export function retirementMinute(keyAt: number, gracePeriodMs: number): number {
  return retirementInstant(keyAt + gracePeriodMs, keyAt) / MINUTE;
}

/** Waits, in minutes, before Lambda runs a failed asynchronous event for the second and the third time: one, then two more. */
const RETRIES = [1, 3];

/** The load with what comes back: a run of `reconcile-user` that met an outage is tried again, twice at most. */
export function withRetries(load: Load, silentMinutes: ReadonlySet<number>): Load {
  if (silentMinutes.size === 0) return load;
  return (minute) => {
    const again = RETRIES.filter((wait) => silentMinutes.has(minute - wait)).map((wait) => load(minute - wait));
    return again.reduce((sum, count) => sum + count, load(minute));
  };
}

/** Epoch minutes of an instant in epoch milliseconds. */
export function minuteOf(instant: number): number {
  return Math.floor(instant / MINUTE);
}
