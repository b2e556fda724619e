import type { Recorded } from './audit-line.ts';

/** What reconciles found, once for each user, kind and key or device. Instants are epoch milliseconds. */
export interface FoundThing {
  /** As it was last seen. */
  readonly last: Recorded;
  readonly firstAt: number;
  readonly times: number;
  /** The end of the first later run that did not find it any more; absent where none has: it stands. */
  readonly goneAt?: number;
}

/** The most recent of each finding, those that stand first. Pure. @param lines the oldest first */
export function findingsOf(lines: readonly Recorded[]): readonly FoundThing[] {
  const found = lines.filter(({ event }) => event.startsWith('finding:'));
  const kinds = Map.groupBy(found, ({ user, event, keyId, deviceId }) => [user, event, keyId, deviceId].join(' '));
  const things = [...kinds.values()].flatMap((seen): FoundThing[] => {
    const [first, last] = [seen[0], seen.at(-1)];
    if (first === undefined || last === undefined) return [];
    const goneAt = lines.find((line) => isLaterRun(line, last))?.at;
    return [{ last, firstAt: first.at, times: seen.length, ...(goneAt === undefined ? {} : { goneAt }) }];
  });
  const rank = ({ goneAt }: FoundThing) => (goneAt === undefined ? 0 : 1);
  return things.toSorted((one, other) => rank(one) - rank(other) || other.last.at - one.last.at);
}

/** A run tells what it found before it says that it has ended. A dry run does not say so, and nor does one that failed to look. */
function isLaterRun(line: Recorded, { user, at, function_request_id }: Recorded): boolean {
  const isEnd = line.event === 'reconciled' && line.user === user && line.at >= at;
  return isEnd && line.function_request_id !== function_request_id;
}
