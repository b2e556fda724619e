import type { Load } from './load.ts';
import { meeting } from './meeting.ts';

/** The vendor's limit: authentications of one address in five minutes (emnify-api.md, "Limits"). */
const LIMIT = 100;
/** Minutes. */
export const WINDOW = 5;

/** Kept free for what no list foretells: a rotation by schedule, an operator's reconcile, a daily run that is tried again. */
const UNFORESEEN = 1;

/** Between one minute's runs and the next's, rotations come and go: some a moment earlier or later than those of five minutes before. */
const SHIFTED = 2;

/** Rotations in one minute, so that they are spread over the window as the limit is. */
export const MOST_IN_A_MINUTE = LIMIT / WINDOW;

/** How far a minute may exceed its even share of what the fleet leaves over, to make up for minutes in which it leaves little. */
const UNEVEN = 4;

export interface Pace {
  readonly load: Load;
  /** What the run has used so far: authentications by epoch minute, those that it had to reckon with included. */
  readonly spent: ReadonlyMap<number, number>;
  /** Rotations that should have ended and have not: each may authenticate again in every minute. */
  readonly late: number;
}

/**
 * How many rotations may begin in this minute, so that no five minutes that hold it exceed the limit, those to come included.
 * @param beat minutes until the next may begin
 */
export function startsAllowed(minute: number, { load, spent, late }: Pace, beat = 1): number {
  let room = (evenShare(minute, load) - late) * beat;
  for (let last = minute; last < minute + WINDOW; last += 1) {
    const first = last - WINDOW + 1;
    const used = sum(first, (at) => (at < minute ? (spent.get(at) ?? 0) : late));
    room = Math.min(room, LIMIT - UNFORESEEN - used - besides(first, load));
  }
  return Math.max(0, room);
}

/**
 * What the fleet's own runs take of the limit beside the batches of the five minutes from `first` on: until the next minute comes,
 * theirs; then those of `first`, which the batches come after, cease to count while those of the next begin to.
 */
function besides(first: number, load: Load): number {
  const own = sum(first, load);
  const leaving = load(first);
  return Math.max(own + SHIFTED, own - leaving + meeting(leaving, load(first + WINDOW)));
}

/** Were a whole batch tried again in each minute, as in an outage, five minutes of that would be the limit, give or take. */
function evenShare(minute: number, load: Load): number {
  return Math.min(MOST_IN_A_MINUTE, Math.ceil((LIMIT - sum(minute, load)) / WINDOW) + UNEVEN);
}

/** Over the five minutes from `first` on. */
function sum(first: number, count: (minute: number) => number): number {
  let total = 0;
  for (let at = first; at < first + WINDOW; at += 1) total += count(at);
  return total;
}

/** The longest forecast: a run that takes longer than this is told as taking this long. */
const HORIZON = 30 * 24 * 60;

/**
 * How many minutes it takes to begin `count` rotations from `minute` on, if all of them end well.
 * @returns minutes, at most 30 days
 */
export function minutesToStart(count: number, minute: number, { load, spent, late }: Pace, beat = 1): number {
  const planned = new Map(spent);
  let left = count;
  let elapsed = 0;
  for (; left > 0 && elapsed < HORIZON; elapsed += beat) {
    // What has not ended yet will have, five minutes from now.
    const pace = { load, spent: planned, late: elapsed < WINDOW ? late : 0 };
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
