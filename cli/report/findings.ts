import type { UserSlug } from '../../functions/domain/identifiers.ts';
import type { Recorded } from './audit-line.ts';

/** What reconciles found, once for each user, kind and key or device. Instants are epoch milliseconds. */
export interface FoundThing {
  /** As it was last seen. */
  readonly last: Recorded;
  readonly firstAt: number;
  readonly times: number;
  /** `unwatched`: nobody looks any more, since the user is not enrolled. */
  readonly state: 'stands' | 'gone' | 'unwatched';
  /** Of `gone`: when the first later run that did not find it any more had ended. */
  readonly goneAt?: number;
}

/** An operator ended the hold, or an enrolment did. */
const ENDS_A_HOLD: ReadonlySet<Recorded['event']> = new Set<Recorded['event']>(['hold-released', 'hold-ended']);

const RANK = { stands: 0, unwatched: 1, gone: 2 } as const;

/** The most recent of each finding, those that stand first. Pure. @param lines the oldest first */
export function findingsOf(lines: readonly Recorded[], enrolled: ReadonlySet<UserSlug>): readonly FoundThing[] {
  const found = lines.filter(({ event }) => event.startsWith('finding:'));
  const ends = Map.groupBy(
    lines.filter(({ event }) => event === 'reconciled' || ENDS_A_HOLD.has(event)),
    ({ user }) => user,
  );
  const kinds = Map.groupBy(found, ({ user, event, keyId, deviceId }) => [user, event, keyId, deviceId].join(' '));
  const things = [...kinds.values()].flatMap((seen): FoundThing[] => {
    const [first, last] = [seen[0], seen.at(-1)];
    if (first === undefined || last === undefined) return [];
    const goneAt = ends.get(last.user)?.find((line) => endsIt(line, last))?.at;
    const facts = { last, firstAt: first.at, times: seen.length };
    if (goneAt !== undefined) return [{ ...facts, state: 'gone', goneAt }];
    return [{ ...facts, state: last.user !== undefined && enrolled.has(last.user) ? 'stands' : 'unwatched' }];
  });
  return things.toSorted((one, other) => RANK[one.state] - RANK[other.state] || other.last.at - one.last.at);
}

/**
 * Whether a line of the same user shows that what was seen is over: a later run has ended, or somebody ended the hold. A run tells
 * what it found before it says that it has ended, well or not; a dry run does not say so, nor does one that failed to look.
 */
function endsIt(line: Recorded, { event, at, function_request_id }: Recorded): boolean {
  if (line.at < at) return false;
  if (ENDS_A_HOLD.has(line.event)) return line.outcome === 'ok' && event === 'finding:hold-in-force';
  return line.event === 'reconciled' && line.function_request_id !== function_request_id;
}
