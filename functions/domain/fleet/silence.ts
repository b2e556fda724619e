/** Fewer rotations than this may be late for reasons of their own. */
const LEAST_LATE = 5;
/** Batches of silence after which an operator is to know. */
export const MOST_SILENT = 60;
/** Between probes, once the silence has lasted. */
const LONGEST_PAUSE = 8;

/** What one batch saw of the rotations that were under way. */
export interface Seen {
  /** Ended in a way that shows that emnify answered: with a new key, or with a hold. */
  readonly answered: number;
  /** Begun or asked for again by the batch before, and not ended. */
  readonly unanswered: number;
  /** All that have not ended. */
  readonly late: number;
}

/**
 * For how many batches nothing has been heard of emnify, after one more. In an outage no user is at fault: the run pauses, and
 * neither counts failures nor runs out of patience.
 */
export function silenceAfter(batches: number, { answered, unanswered, late }: Seen): number {
  if (answered > 0) return 0;
  const begins = unanswered > 0 && late >= LEAST_LATE;
  return batches > 0 || begins ? batches + 1 : 0;
}

/** Whether one rotation is to try now if emnify answers again: in the batches 1, 2, 4, 8, then each eighth. */
export function isProbe(silentFor: number): boolean {
  return silentFor % LONGEST_PAUSE === 0 || (silentFor & (silentFor - 1)) === 0;
}
