/** What a simulated run is made of. */
export interface Scenario {
  readonly users: number;
  readonly seed: number;
  /** Per cent of the users whose rotation cannot succeed: half have another password than is stored, half a revoked token. */
  readonly failing: number;
  /** Per cent of the users who are under an operator's hold. */
  readonly held: number;
  /** Minutes for which emnify answers 503, from half an hour after the beginning. */
  readonly outage: number;
}

/** When the run begins: on a Tuesday, as breaches do. */
export const BEGINNING = Date.parse('2026-11-24T09:00:00Z');

/** When the outage begins, after the run. */
export const OUTAGE_AFTER = 30 * 60_000;

export function userName(index: number): string {
  return `user-${String(index).padStart(5, '0')}`;
}

/** What is the matter with a user, spread evenly over the fleet. */
export function troubleOf(index: number, { failing, held }: Scenario): 'password' | 'token' | 'held' | undefined {
  // A prime, so that the shares of a hundred are spread evenly.
  const place = (index * 37) % 100;
  if (place < failing) return Math.floor(index / 100) % 2 === 0 ? 'password' : 'token';
  return place < failing + held ? 'held' : undefined;
}
