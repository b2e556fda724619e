import { RotationError } from '../errors.ts';
import type { UserSlug, VersionId } from '../identifiers.ts';
import { secretNames } from '../secret-names.ts';
import { AwsError, SecretMissing, StoreOutcomeUnknown, StoreRefused, StoreUnavailable } from '../store-errors.ts';
import { MINUTE, minuteOf } from './load.ts';
import { look, type RunFacts } from './look.ts';
import { WINDOW } from './pace.ts';
import type { FleetPolicy, FleetPorts } from './ports.ts';
import type { Beat, Progress, Settled, UnderWay } from './progress.ts';
import type { Standing } from './standing.ts';
import { rotationToken } from './tokens.ts';

/** Between one RotateSecret and the next, so that the authentications that follow come in the same order and spread. */
const SPACING = 1_000;
/**
 * When in its minute a batch begins its first rotation: by then it has looked at what is under way, and the fleet's own runs of the
 * minute have begun, most of them; twenty rotations later the next minute is still to come.
 */
const FIRST_SECOND = 38_000;
/** So much later is as good as on time. */
const ON_TIME = 2_000;

/** What one batch needs: the run, and the ports that it acts through. */
export interface BatchContext {
  readonly facts: RunFacts;
  readonly ports: FleetPorts;
  readonly policy: FleetPolicy;
}

/** What the rotations under way look like now. */
interface Survey {
  readonly settled: readonly Settled[];
  /** The version that is pending for each that has not ended, where it could be seen. */
  readonly pending: ReadonlyMap<number, VersionId>;
}

/** What has become of the rotations that are under way; those of which nothing new can be said are left out. */
export async function survey(late: readonly UnderWay[], users: Progress, context: BatchContext): Promise<Survey> {
  const settled: Settled[] = [];
  const pending = new Map<number, VersionId>();
  for (const { place } of late) {
    const sight = await sightOf(users.user(place), context);
    const verdict = settlementOf(sight);
    if (verdict !== undefined) settled.push({ place, ...verdict });
    else if (sight.kind === 'under-way') pending.set(place, sight.pending);
  }
  return { settled, pending };
}

/**
 * Secrets Manager refuses another rotation while one is not complete, and takes that one up again, as its message says; under the
 * token that it has already it would do nothing.
 * @returns the places of those that were asked for
 */
export async function askAgain(
  late: readonly UnderWay[],
  pending: Survey['pending'],
  users: Progress,
  { facts, ports, policy }: BatchContext,
): Promise<number[]> {
  const asked: number[] = [];
  for (const { place } of late) {
    const version = pending.get(place);
    if (version === undefined) continue;
    const user = users.user(place);
    if (asked.length > 0) await ports.clock.sleep(SPACING);
    asked.push(place);
    try {
      await ports.store.rotateAs(secretNames(policy.secretPrefix, user).key, otherToken(facts.run, user, version));
    } catch (error) {
      // What came of it is seen at the next look, and is a failure when the patience ends.
      if (!(error instanceof AwsError)) throw error;
    }
  }
  return asked;
}

/** Those that did not end. */
export function expired(late: readonly UnderWay[]): Settled[] {
  return late.map(({ place }) => ({ place, ...failed('the rotation did not end within 15 minutes') }));
}

function otherToken(run: string, user: UserSlug, pending: VersionId): VersionId {
  const first = rotationToken(run, user, 1);
  return pending === first ? rotationToken(run, user, 2) : first;
}

/** Gives up to `room` users their turn. Whoever is not to be rotated costs nothing, so that the next one has the room. */
export async function begin(
  room: number,
  progress: Progress,
  context: BatchContext,
): Promise<Pick<Beat, 'begun' | 'settled' | 'behind' | 'blind'>> {
  const { clock } = context.ports;
  const begun: number[] = [];
  const settled: Settled[] = [];
  const due = minuteOf(clock.now()) * MINUTE + FIRST_SECOND;
  const startedAt = Math.max(clock.now(), due);
  const done = (blind: boolean) => ({
    begun,
    settled,
    behind: begun.length > 0 && clock.now() > due + begun.length * SPACING + ON_TIME,
    blind,
  });
  // Those who are passed over cost a call each: a restart late in a long run spreads them over some batches.
  for (let ahead = 0; begun.length < room && ahead < MOST_TURNS; ahead += 1) {
    const turn = progress.turn(ahead);
    if (turn === undefined) break;
    await clock.sleep(Math.max(0, startedAt + begun.length * SPACING - clock.now()));
    const step = await beginOne(progress.user(turn.place), turn.attempt, context);
    if (step === 'blind') return done(true);
    if (step === 'begun') begun.push(turn.place);
    else settled.push({ place: turn.place, ...step });
  }
  return done(false);
}

const MOST_TURNS = 1_000;

type Verdict = Omit<Settled, 'place'>;

/** Called twice, also after a crash, it begins one rotation: the token is the same, and Secrets Manager keeps to it. */
async function beginOne(user: UserSlug, attempt: number, context: BatchContext): Promise<'begun' | 'blind' | Verdict> {
  const { facts, ports, policy } = context;
  const standing = await sightOf(user, context);
  if (standing.kind === 'unseen') return 'blind';
  if (standing.kind === 'held') return underHold('skipped', standing);
  // Rotated a moment ago, by a batch or an execution that left no checkpoint: it used the room all the same.
  if (standing.kind === 'rotated' && ports.clock.now() - standing.at < WINDOW * MINUTE) return 'begun';
  if (standing.kind !== 'ready' && standing.kind !== 'under-way') return settlementOf(standing) ?? 'begun';
  // Where a rotation is not complete, asking makes Secrets Manager take it up again; what it leaves is seen at the next look.
  const token =
    standing.kind === 'under-way'
      ? otherToken(facts.run, user, standing.pending)
      : rotationToken(facts.run, user, attempt);
  try {
    await ports.store.rotateAs(secretNames(policy.secretPrefix, user).key, token);
    ports.journal.record({ event: 'rotation-started', user, version: token, outcome: 'ok' });
    return 'begun';
  } catch (error) {
    if (error instanceof StoreUnavailable) return 'blind';
    // What became of it is seen at the next look.
    if (error instanceof StoreOutcomeUnknown) return 'begun';
    if (error instanceof SecretMissing) return { ending: { outcome: 'failed', reason: error.message } };
    if (!(error instanceof StoreRefused)) throw error;
    const now = await sightOf(user, context);
    return now.kind === 'under-way' ? 'begun' : failed(error.message);
  }
}

type Sight = Standing | { readonly kind: 'unseen' } | { readonly kind: 'unreadable'; readonly reason: string };

/** What is wrong with one user must not end the run of all others. */
async function sightOf(user: UserSlug, { facts, ports, policy }: BatchContext): Promise<Sight> {
  try {
    return await look(user, facts, ports, policy);
  } catch (error) {
    if (error instanceof StoreUnavailable) return { kind: 'unseen' };
    if (error instanceof RotationError) return { kind: 'unreadable', reason: error.message };
    throw error;
  }
}

/** How a rotation that was begun has ended, or undefined where it has not. */
function settlementOf(standing: Sight): Verdict | undefined {
  switch (standing.kind) {
    case 'rotated':
      return { ending: { outcome: 'rotated' } };
    case 'held':
      return underHold('failed', standing);
    case 'not-enrolled':
      return { ending: { outcome: 'failed', reason: 'rotation is turned off for this user: enrol the user again' } };
    case 'ready':
      return failed('the rotation ended without a new key');
    case 'unreadable':
      return { ending: { outcome: 'failed', reason: standing.reason } };
    case 'under-way':
    case 'unseen':
      return undefined;
  }
}

function underHold(outcome: 'skipped' | 'failed', { reason, lasting }: Extract<Standing, { kind: 'held' }>): Verdict {
  return { ending: { outcome, reason }, ...(lasting ? { held: true } : {}) };
}

function failed(reason: string): Verdict {
  return { ending: { outcome: 'failed', reason }, again: true };
}
