import { UserSlug } from '../identifiers.ts';
import { secretNames } from '../secret-names.ts';
import type { RunFacts } from './look.ts';
import type { Checkpoints, FleetPolicy, FleetPorts, ListedSecret } from './ports.ts';
import type { Enrolled } from './roster.ts';
import { rotationTokens } from './tokens.ts';

/** Pages of one step: 2,000 users at most, so that their names stay below the 256 kB of a checkpoint. */
const PAGES = 20;

/** An enrolled user as a checkpoint keeps it: name, epoch milliseconds of the key, 1 where this run made it, 1 where an operator holds it. */
type Row = readonly [user: string, keyAt: number, isOfRun: 0 | 1, isHeld: 0 | 1];

/** All enrolled users, as the list of secrets shows them. Reads only. @throws AwsError */
export async function findEnrolled(
  run: string,
  { store }: FleetPorts,
  checkpoints: Checkpoints,
): Promise<readonly Enrolled[]> {
  const enrolled: Enrolled[] = [];
  let from: string | undefined;
  for (let part = 1; part === 1 || from !== undefined; part += 1) {
    const start = from;
    const found = await checkpoints.step(`find ${part}`, async () => {
      const rows: Row[] = [];
      let next = start;
      for (let page = 1; page === 1 || (next !== undefined && page <= PAGES); page += 1) {
        const listed = await store.listKeySecrets(next);
        rows.push(...listed.secrets.map((secret) => rowOf(secret, run)));
        next = listed.next;
      }
      return { rows, ...(next === undefined ? {} : { next }) };
    });
    for (const [user, keyAt, isOfRun, isHeld] of found.rows) {
      enrolled.push({ user: UserSlug.parse(user), keyAt, isOfRun: isOfRun === 1, isHeld: isHeld === 1 });
    }
    from = found.next;
  }
  return enrolled;
}

function rowOf({ user, versions, createdAt = 0, lastRotatedAt = createdAt, isHeld }: ListedSecret, run: string): Row {
  const tokens = rotationTokens(run, user);
  return [user, lastRotatedAt, versions.some((version) => tokens.has(version)) ? 1 : 0, isHeld ? 1 : 0];
}

/**
 * When the run began, epoch milliseconds: now, or where an earlier execution of the same name left its mark, when it made the
 * earliest version that is still labelled. That may be later than it was and never earlier, so that no old key passes for new.
 */
export async function beginning(
  run: string,
  enrolled: readonly Enrolled[],
  { store, clock }: FleetPorts,
  { secretPrefix }: FleetPolicy,
): Promise<RunFacts['beganAt']> {
  const now = clock.now();
  const [first] = enrolled.filter(({ isOfRun }) => isOfRun).sort((a, b) => a.keyAt - b.keyAt);
  if (first === undefined) return now;
  const { key } = secretNames(secretPrefix, first.user);
  const tokens = rotationTokens(run, first.user);
  let beganAt = now;
  for (const version of (await store.describe(key)).labels.keys()) {
    if (tokens.has(version)) beganAt = Math.min(beganAt, (await store.versionCreatedAt(key, version)) ?? now);
  }
  return beganAt;
}
