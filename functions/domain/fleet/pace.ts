import type { Load } from './load.ts';

/** The vendor's limit: authentications of one address in five minutes (emnify-api.md, "Limits"). */
const LIMIT = 100;
/** Minutes. */
export const WINDOW = 5;

/**
 * Kept free for what no list foretells: rotations by schedule (10,000 users every 60 days: 0.6 in five minutes), an operator's
 * reconcile, and runs that their schedule starts late within its minute.
 */
const SAFETY = 3;

/** Rotations in one minute, so that they are spread over the window as the limit is. */
const MOST_IN_A_MINUTE = LIMIT / WINDOW;

/** What the run has begun so far: rotations by epoch minute. */
type Starts = ReadonlyMap<number, number>;

export interface Pace {
  readonly load: Load;
  readonly starts: Starts;
  /** Rotations begun earlier that have not ended: each may authenticate once more. */
  readonly unsettled: number;
}

/**
 * How many rotations may begin in this minute, so that no five minutes that hold it exceed the limit, those to come included.
 * @param beat minutes until the next may begin
 */
export function startsAllowed(minute: number, { load, starts, unsettled }: Pace, beat = 1): number {
  let room = MOST_IN_A_MINUTE * beat;
  for (let last = minute; last < minute + WINDOW; last += 1) {
    let used = unsettled;
    for (let at = last - WINDOW + 1; at <= last; at += 1) used += load(at) + (at < minute ? (starts.get(at) ?? 0) : 0);
    room = Math.min(room, LIMIT - SAFETY - used);
  }
  return Math.max(0, room);
}

/** The longest forecast: a run that takes longer than this is told as taking this long. */
const HORIZON = 30 * 24 * 60;

/**
 * How many minutes it takes to begin `count` rotations from `minute` on, if all of them end well.
 * @returns minutes, at most 30 days
 */
export function minutesToStart(count: number, minute: number, { load, starts, unsettled }: Pace, beat = 1): number {
  const planned = new Map(starts);
  let left = count;
  let elapsed = 0;
  for (; left > 0 && elapsed < HORIZON; elapsed += beat) {
    // What has not ended yet will have, five minutes from now.
    const pace = { load, starts: planned, unsettled: elapsed < WINDOW ? unsettled : 0 };
    const begun = Math.min(left, startsAllowed(minute + elapsed, pace, beat));
    planned.set(minute + elapsed, (planned.get(minute + elapsed) ?? 0) + begun);
    left -= begun;
  }
  return elapsed;
}

/** Beats of one execution: with a wait each and what finds the users, below the 3,000 operations that it may have. */
export const MOST_BEATS = 1_400;

/** Minutes from one batch to the next: one, and more only where the run would not fit into one execution. */
export function beatLength(minutes: number): number {
  // A tenth of the beats is left for outages and second attempts.
  return Math.min(WINDOW, Math.max(1, Math.ceil(minutes / (MOST_BEATS * 0.9))));
}
