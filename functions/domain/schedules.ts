import { createHash } from 'node:crypto';
import type { KeyId, UserSlug } from './identifiers.ts';

/** Runs of `reconcile-user` at the end of a grace period. Each call may be repeated, and corrects what is there. */
export interface RetirementSchedules {
  /**
   * One run for this user once `deadline` (epoch milliseconds) has passed. The schedule's content names the user alone: what the
   * run does is for the tags to say, so that one that comes early, late, twice or not at all does no harm.
   * @throws AwsError
   */
  scheduleRetirement(user: UserSlug, keyId: KeyId, deadline: number): Promise<void>;
}

/** The run of `reconcile-user` that each enrolled user has every day. */
export interface DailySchedules {
  /** @returns whether that changed anything. @throws AwsError */
  ensureDaily(user: UserSlug): Promise<boolean>;
}

/** The end of a user's schedules. */
export interface ScheduleRemoval {
  /**
   * Deletes the daily run, and the runs that retire these keys.
   * @returns the names of those that were there
   * @throws AwsError
   */
  removeAll(user: UserSlug, keyIds: Iterable<KeyId>): Promise<readonly string[]>;
}

const MINUTE = 60_000;
const MINUTES_OF_DAY = 1_440;

/** Scheduler's own limit, and what a slug of 63 characters would exceed (API model, `Name`). */
const LONGEST_NAME = 64;

/** Time for the call that creates it: what Scheduler does with an instant that has passed is not certain (aws-facts, `at()`). */
const NOTICE = 2 * MINUTE;

/** The schedule that retires this key of this user: the same name for the same key, and for no other. */
export function retirementName(user: UserSlug, keyId: KeyId): string {
  return scheduleName('retire-', user, `-${keyId}`);
}

/** The schedule of this user's daily run. */
export function dailyName(user: UserSlug): string {
  return scheduleName('daily-', user, '');
}

/** A slug that is too long is cut, and told from others that begin alike by a hash, behind a dot that no slug has. */
function scheduleName(before: string, user: UserSlug, after: string): string {
  const room = LONGEST_NAME - before.length - after.length;
  if (user.length <= room) return `${before}${user}${after}`;
  const mark = `.${digest(user).toString('hex').slice(0, 12)}`;
  return `${before}${user.slice(0, room - mark.length)}${mark}${after}`;
}

/**
 * When to run for a deadline: the whole minute at or after it, since Scheduler counts in minutes and before it nothing may be
 * retired; at least two minutes from now. All in epoch milliseconds.
 */
export function retirementInstant(deadline: number, now: number): number {
  return Math.ceil(Math.max(deadline, now + NOTICE) / MINUTE) * MINUTE;
}

/** The minute of the day (0 to 1439, UTC) of the user's daily run: always the same, and evenly spread over users. */
export function dailySlot(user: UserSlug): number {
  return digest(user).readUIntBE(0, 6) % MINUTES_OF_DAY;
}

function digest(user: UserSlug): Buffer {
  return createHash('sha256').update(user).digest();
}
