import { InvalidInput } from '../errors.ts';
import type { UserSlug } from '../identifiers.ts';
import { type FleetRequest, MOST_USERS } from './request.ts';

/** An enrolled user as the list of secrets shows it. */
export interface Enrolled {
  readonly user: UserSlug;
  /** Since when there is the current key, epoch milliseconds; of a user without a key, since when the user is enrolled. */
  readonly keyAt: number;
  /** Whether a labelled version was made by an earlier execution of this run. */
  readonly isOfRun: boolean;
  /** Until an operator releases it: nothing authenticates for this user. */
  readonly isHeld: boolean;
}

/** More names would not help whoever reads the message. */
const MOST_NAMED = 10;

/**
 * Whose keys the run rotates, in its order: those with priority as given, then from the oldest key to the newest.
 * @throws InvalidInput where a named user is not enrolled, or there are too many or none
 */
export function orderRoster(
  { users, priority = [] }: FleetRequest,
  enrolled: readonly Enrolled[],
): readonly Enrolled[] {
  const known = new Map(enrolled.map((member) => [member.user, member]));
  const chosen = users === undefined ? known : pick(users, known);
  if (chosen.size > MOST_USERS) {
    throw new InvalidInput(
      `fleet request: expected at most ${MOST_USERS} users in a run, since one address may authenticate 100 times in five minutes, ` +
        `and ${chosen.size} are enrolled; name the users of each run. Nothing was rotated`,
    );
  }
  if (chosen.size === 0) throw new InvalidInput('fleet request: expected enrolled users, and there is none');
  const first = [...pick(priority, chosen).values()];
  const named = new Set(priority);
  const others = [...chosen.values()].filter(({ user }) => !named.has(user));
  return [...first, ...others.sort(byAge)];
}

function byAge(a: Enrolled, b: Enrolled): number {
  if (a.keyAt !== b.keyAt) return a.keyAt - b.keyAt;
  return a.user < b.user ? -1 : 1;
}

function pick(users: readonly UserSlug[], from: ReadonlyMap<UserSlug, Enrolled>): ReadonlyMap<UserSlug, Enrolled> {
  const picked = new Map<UserSlug, Enrolled>();
  const missing: UserSlug[] = [];
  for (const user of users) {
    const member = from.get(user);
    if (member === undefined) missing.push(user);
    else picked.set(user, member);
  }
  if (missing.length === 0) return picked;
  const names = missing.slice(0, MOST_NAMED).join(', ');
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
  throw new InvalidInput(
    `fleet request: expected enrolled users of the run, and these are none: ${names}${more}. Nothing was rotated. ` +
      'Correct the names; a user enrolled minutes ago may not be listed yet',
  );
}
