const SECOND = 1_000;
const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [SECOND, 'second'],
] as const;

/** `3 days`, `1 hour`, in the largest unit that fits; less than a second is `0 seconds`. @param ms a length of time */
export function duration(ms: number): string {
  const length = Math.abs(ms);
  const [size, unit] = UNITS.find(([each]) => length >= each) ?? [SECOND, 'second'];
  const count = Math.floor(length / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** `3 days ago`, `in 2 hours`, `now`. Both epoch milliseconds. */
export function relative(instant: number, now: number): string {
  if (Math.abs(instant - now) < SECOND) return 'now';
  return instant < now ? `${duration(now - instant)} ago` : `in ${duration(instant - now)}`;
}

/** `2026-11-02 08:00`, UTC. */
export function minute(instant: number): string {
  return new Date(instant).toISOString().slice(0, 16).replace('T', ' ');
}
