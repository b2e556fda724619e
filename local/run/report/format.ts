const DAY = 86_400_000;

/** `2026-11-02 08:00`, UTC. @param instant epoch milliseconds or ISO 8601 */
export function minute(instant: number | string): string {
  return new Date(instant).toISOString().slice(0, 16).replace('T', ' ');
}

/** Whole days from `since` to `now`, both epoch milliseconds. */
export function daysBetween(since: number, now: number): number {
  return Math.floor((now - since) / DAY);
}

/** Milliseconds with one decimal, as a number. */
export function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
