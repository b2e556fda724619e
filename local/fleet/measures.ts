import { dailyRuns, type Load } from '../../functions/domain/fleet/load.ts';
import { UserSlug } from '../../functions/domain/identifiers.ts';
import type { RecordedCall } from '../faults.ts';

const LIMIT = 100;
const WINDOW_MINUTES = 5;
const MINUTE = 60_000;

/** The most instants (epoch ms, in any order) that lie within any five minutes. */
export function mostInAnyWindow(instants: readonly number[]): number {
  const sorted = instants.toSorted((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [last, instant] of sorted.entries()) {
    while ((sorted[first] ?? instant) <= instant - WINDOW_MINUTES * MINUTE) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** Authentications that emnify answered, those with a 429 too; in an outage it answers none. */
export function authentications(calls: readonly RecordedCall[]): readonly RecordedCall[] {
  return calls.filter(({ operation, status = 0 }) => operation === 'POST /api/v1/authenticate' && status < 500);
}

/** The load of daily runs alone, for the bound, those of users under a hold too; keys from before the run are not asked when they are retired. */
export function dailyLoad(users: readonly string[]): Load {
  return dailyRuns(users.map((user) => UserSlug.parse(user)));
}

/** Minutes until `rotations` fit beside the load, using the limit to the full in each five minutes. */
export function boundMinutes(rotations: number, begin: number, load: Load): number {
  let left = rotations;
  let minutes = 0;
  while (left > 0) {
    const from = Math.floor(begin / MINUTE) + minutes;
    const own = Array.from({ length: WINDOW_MINUTES }, (_, index) => load(from + index)).reduce((a, b) => a + b, 0);
    const room = Math.max(0, LIMIT - own);
    minutes += room >= left ? Math.ceil((left / room) * WINDOW_MINUTES) : WINDOW_MINUTES;
    left -= room;
  }
  return minutes;
}
