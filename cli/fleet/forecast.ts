import { ownLoad } from '../../functions/domain/fleet/load.ts';
import { minutesToStart } from '../../functions/domain/fleet/pace.ts';
import type { FleetRequest } from '../../functions/domain/fleet/request.ts';
import { type Enrolled, orderRoster } from '../../functions/domain/fleet/roster.ts';
import { rotationTokens } from '../../functions/domain/fleet/tokens.ts';
import { isOperatorsHold } from '../../functions/domain/memory.ts';
import { holding, type ListedUser } from '../aws/users.ts';

const MINUTE = 60_000;
/** The deployment's default: what differs is only when the keys of before the run are retired. */
const GRACE_PERIOD = 24 * 60 * MINUTE;

/** What a run is about to do. */
export interface Forecast {
  /** How many users the run is of. */
  readonly users: number;
  /** How many of them have a key of this run already. */
  readonly rotated: number;
  /** Until the last rotation begins, if all end well. */
  readonly minutes: number;
}

/**
 * As the function reckons it when it begins.
 * @param now epoch milliseconds
 * @throws InvalidInput as the function does: nobody enrolled, too many, a named user who is not enrolled
 */
export function forecast(request: FleetRequest, listed: readonly ListedUser[], now: number): Forecast {
  const enrolled = listed.flatMap((user) => enrolledOf(user, request.run));
  const roster = orderRoster(request, enrolled);
  const left = roster.filter(({ isOfRun }) => !isOfRun).length;
  const pace = { load: ownLoad(enrolled, GRACE_PERIOD), spent: new Map<number, number>(), late: 0 };
  const minutes = minutesToStart(left, Math.floor(now / MINUTE), pace);
  return { users: roster.length, rotated: roster.length - left, minutes };
}

function enrolledOf({ user, key }: ListedUser, run: string): readonly Enrolled[] {
  if (key === undefined || key.awaitsDeletion) return [];
  const current = holding(key, 'AWSCURRENT');
  const isOfRun = current !== undefined && rotationTokens(run, user).has(current);
  return [{ user, keyAt: key.lastRotatedAt ?? key.createdAt ?? 0, isOfRun, isHeld: isOperatorsHold(key.tags) }];
}
