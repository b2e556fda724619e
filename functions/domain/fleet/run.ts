import type { UserSlug } from '../identifiers.ts';
import { askAgain, type BatchContext, begin, expired, survey } from './batch.ts';
import { beginning, findEnrolled } from './find.ts';
import { dailyRuns, type Load, MINUTE, minuteOf, ownLoad, retirementMinute, withRetries } from './load.ts';
import { beatLength, MOST_BEATS, minutesToStart, type Pace } from './pace.ts';
import type { Checkpoints, FleetPolicy, FleetPorts } from './ports.ts';
import { type Beat, Progress, type Settled } from './progress.ts';
import type { FleetReport } from './report.ts';
import type { FleetRequest } from './request.ts';
import { orderRoster } from './roster.ts';
import { planTurns } from './turns.ts';

/**
 * Rotates the keys of many users below the vendor's limit: a batch every minute, each one checkpointed step that first looks at
 * what is under way. It may be stopped at any time (StopDurableExecution); started again under the same name it goes on, since
 * what counts is what the secrets say.
 * @throws InvalidInput before anything is rotated
 */
export async function rotateFleet(
  request: FleetRequest,
  ports: FleetPorts,
  policy: FleetPolicy,
  checkpoints: Checkpoints,
): Promise<FleetReport> {
  const { run } = request;
  const enrolled = await findEnrolled(run, ports, checkpoints);
  const roster = orderRoster(request, enrolled);
  const load = {
    own: ownLoad(enrolled, policy.gracePeriodMs),
    held: new Set(enrolled.filter(({ isHeld }) => isHeld).map(({ user }) => user)),
  };
  const progress = new Progress(roster.map(({ user }) => user));

  const { beganAt, beat } = await checkpoints.step('begin', async () => {
    const minutes = minutesToStart(
      roster.length,
      minuteOf(ports.clock.now()),
      paceOf(progress, load, policy, ports.clock.now()),
    );
    const expectedEnd = ports.clock.now() + minutes * MINUTE;
    ports.journal.progress(progress.summary(run, expectedEnd));
    return { beganAt: await beginning(run, enrolled, ports, policy), beat: beatLength(minutes) };
  });

  const context = { facts: { run, beganAt }, ports, policy };
  let endedAt = beganAt;
  for (let number = 1; !progress.isOver && number <= MOST_BEATS; number += 1) {
    const done = await checkpoints.step(`batch ${number}`, () => takeBeat(progress, load, beat, context));
    progress.apply(done);
    endedAt = done.until;
    if (!progress.isOver) await checkpoints.wait(`pace ${number}`, secondsToNext(done, beat));
  }
  if (!progress.isOver) {
    progress.stop('this execution has used the operations that it may have: start the run again under the same name');
  }
  const summary = progress.summary(run);
  await checkpoints.step('end', async () => ports.journal.progress(summary));
  return {
    ...summary,
    reason: request.reason,
    beganAt: new Date(beganAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    notRotated: progress.notRotated(),
  };
}

/** What the fleet does by itself, but for the users who were `held` when the run was started. */
interface FleetLoad {
  readonly own: Load;
  readonly held: ReadonlySet<UserSlug>;
}

/** One batch. It may run twice: then the second finds begun what the first began, and counts it as begun now. */
async function takeBeat(progress: Progress, load: FleetLoad, beat: number, context: BatchContext): Promise<Beat> {
  const { ports, policy, facts } = context;
  const at = ports.clock.now();
  const seen = await survey(progress.late(at), progress, context);
  const nothing = { at, until: at, begun: [], asked: [], behind: false, blind: false };
  const looked = progress.with({ ...nothing, settled: seen.settled });
  const turns = planTurns(looked, paceOf(looked, load, policy, at), at, beat);
  const ended = [...seen.settled, ...expired(turns.expire)];
  const asked = await askAgain(turns.ask, seen.pending, progress, context);
  const now = progress.with({ ...nothing, settled: ended });
  const begun = await begin(now.why === undefined ? turns.room : 0, now, context);
  const done = { ...begun, at, until: ports.clock.now(), asked, settled: [...ended, ...begun.settled] };
  const after = progress.with(done);
  tell(done.settled, after, context);
  const minutes = minutesToStart(after.left, minuteOf(at) + beat, paceOf(after, load, policy, at), beat);
  ports.journal.progress(after.summary(facts.run, at + (beat + minutes) * MINUTE));
  return done;
}

function tell(settled: readonly Settled[], progress: Progress, { ports }: BatchContext): void {
  for (const { place, ending } of settled) {
    const outcome = ending.outcome === 'rotated' ? 'ok' : ending.outcome;
    const reason = ending.outcome === 'rotated' ? {} : { reason: ending.reason };
    ports.journal.record({ event: 'fleet-user', user: progress.user(place), outcome, ...reason });
  }
}

/** What limits the next batch: the fleet's own load, with the retirements that this run's rotations bring, and what it has begun. */
function paceOf(progress: Progress, load: FleetLoad, { gracePeriodMs }: FleetPolicy, now: number): Pace {
  const { starts, spent, silentMinutes } = progress;
  const held = dailyRuns(progress.held.filter((user) => !load.held.has(user)));
  const retirements = new Map<number, number>();
  for (const [minute, count] of starts) {
    const due = retirementMinute(minute * MINUTE, gracePeriodMs);
    retirements.set(due, (retirements.get(due) ?? 0) + count);
  }
  const all = withRetries((minute) => load.own(minute) - held(minute) + (retirements.get(minute) ?? 0), silentMinutes);
  return { load: all, spent, late: progress.late(now).length };
}

/** When in its minute a batch begins to look at what is under way. */
const LOOKS_AT = 30_000;

function secondsToNext({ at, until }: Beat, beat: number): number {
  const next = (minuteOf(at) + beat) * MINUTE + LOOKS_AT;
  return Math.max(1, Math.ceil((next - until) / 1_000));
}
