import { MINUTE, minuteOf } from './load.ts';
import { MOST_IN_A_MINUTE, type Pace, startsAllowed, WINDOW } from './pace.ts';
import type { Progress, UnderWay } from './progress.ts';
import { isProbe } from './silence.ts';

/** A rotation that has not ended by then is asked for again: Secrets Manager's own retries may have ended. */
const ASK_AFTER = 5 * MINUTE;
/** With the first time, a quarter of an hour. */
const MOST_ASKS = 2;

/** What a batch is to do, once it has seen what became of the rotations under way. */
export interface Turns {
  /** Rotations to ask for again; what they may use was reserved all along. */
  readonly ask: readonly UnderWay[];
  /** Rotations that have failed, since they did not end. */
  readonly expire: readonly UnderWay[];
  /** How many users may have their turn. */
  readonly room: number;
}

/**
 * @param progress after what this batch has seen
 * @param pace of this minute, as long as nothing has expired
 * @param beat minutes until the next batch
 */
export function planTurns(progress: Progress, pace: Pace, at: number, beat: number): Turns {
  if (progress.silentFor > 0) return whileSilent(progress);
  const overdue = progress.underWay.filter(({ askedAt }) => at - askedAt >= ASK_AFTER);
  const expire = overdue.filter(({ asks }) => asks >= MOST_ASKS);
  const ask = overdue.filter(({ asks }) => asks < MOST_ASKS).slice(0, MOST_IN_A_MINUTE);
  const late = pace.late - expire.length;
  const allowed = progress.why === undefined ? startsAllowed(minuteOf(at), { ...pace, late }, beat) : 0;
  // Who failed once may fail again, and again in each minute of the window.
  const room = Math.min(allowed, progress.untried + Math.ceil(allowed / WINDOW));
  return { ask, expire, room };
}

/** One at a time, of the limit's safety; a user who has not been tried shows more than one who may be stuck. */
function whileSilent({ silentFor, left, why, underWay }: Progress): Turns {
  const nothing = { ask: [], expire: [], room: 0 };
  if (!isProbe(silentFor)) return nothing;
  if (left > 0 && why === undefined) return { ...nothing, room: 1 };
  const ask = underWay.toSorted((a, b) => a.askedAt - b.askedAt).slice(0, 1);
  return { ...nothing, ask };
}
