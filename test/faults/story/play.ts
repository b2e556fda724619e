import { RECONCILE_USER_ARN, rotateSecret } from '../../../local/subject.ts';
import type { PlannedFault } from '../simulation/fault-kinds.ts';
import { never } from '../simulation/invocation.ts';
import type { Call } from '../simulation/network.ts';
import { Recording } from '../simulation/recording.ts';
import { type Setting, Simulation } from '../simulation/simulation.ts';
import { fingerprintOf } from './fingerprint.ts';
import { Follower } from './follow.ts';
import type { KnownStates, Rest } from './known-states.ts';
import { actAsOperator } from './operator.ts';
import { Trail } from './trail.ts';
import { notAsBefore, notConverged, refusedWithinAnHour, truthOf } from './truth.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What a reading leaves to a person, and what the closing audit may say of the reading itself. */
interface Allowances {
  /** Whether a story may need a person's act to end well. */
  readonly operator?: boolean;
  /** Why nobody can clear away a pending key that nothing records: emnify does not show it, or not since when it is there. */
  readonly orphans?: 'unseen' | 'undated';
  /** Whether nothing can be rotated: then all stays as it was, and is reported. */
  readonly standsStill?: boolean;
  readonly findings?: readonly string[];
}

export interface Story {
  readonly setting: Setting;
  readonly allowances?: Allowances;
}

/** What is known before a story is played, and what is to be known after it. */
export interface Playing {
  /** States that need no further playing; those of this story are added if it ends well. */
  readonly known?: KnownStates | undefined;
  /** A story without faults, or with the first of these: up to the next one it need not be played again. */
  readonly rehearsal?: Recording | undefined;
  /** Whether to note where the story stands at each call: there second faults may strike. */
  readonly findsOpen?: boolean;
  /** Whether it is to be the rehearsal of others. */
  readonly isRecorded?: boolean;
}

/** How one story went. */
export interface Outcome {
  /** What did not hold; empty where all ended well. */
  readonly problems: readonly string[];
  readonly calls: readonly Call[];
  /** Invocations from the last fault on until all was as it should be. */
  readonly runsToConverge: number;
  readonly refusedWithinAnHour: number;
  readonly lockouts: number;
  /** Whether a person had to act, as the documents say. */
  readonly neededOperator: boolean;
  /** Whether the rest of the story was known from another one. */
  readonly cutShort: boolean;
  /** Where the story stood at each call, if that was asked for. */
  readonly places: readonly (string | undefined)[];
  /** For stories that go further. */
  readonly recording?: Recording;
}

/**
 * One rotation of a user who was rotated before, the retirement by its one-time schedule and two daily reconciles, with
 * these faults. What follows a fault is Secrets Manager's retries, the schedules, and the next rotation if nothing was rotated.
 */
export async function playStory(
  { setting, allowances = {} }: Story,
  faults: readonly PlannedFault[],
  { known, rehearsal, findsOpen = false, isRecorded = false }: Playing = {},
): Promise<Outcome> {
  const simulation = await Simulation.start(setting, faults, rehearsal);
  const recording = isRecorded ? new Recording(faults.length) : undefined;
  simulation.network.recording = recording;
  const before = truthOf(simulation).currentKey;
  const follower = new Follower(simulation, before, allowances.orphans);
  const states = new Map<string, number>();
  const wrong = () => notConverged(truthOf(simulation), before, allowances.orphans);
  const { promise: cutShort, resolve } = Promise.withResolvers<'known'>();
  let neededOperator = false;
  const cut = ({ invocations, needsOperator }: Rest) => {
    follower.goesOn(invocations);
    neededOperator ||= needsOperator;
    simulation.stop();
    resolve('known');
  };
  let phase = 0;
  const progress = () => `${phase} ${follower.memory}`;
  const trail = trailOf(simulation, progress, faults, findsOpen || isRecorded);
  simulation.afterInvocation = (invocation) => {
    follower.look(invocation);
    if (known === undefined || simulation.running > 0 || simulation.network.met < faults.length) return;
    // How the invocation ended is not in the world yet: whoever invoked the function is about to hear of it.
    // Where second faults are looked for, a state is known only if those would meet the same there.
    const fingerprint = fingerprintOf(
      simulation,
      `${progress()} ${invocation.name} ${invocation.ended}`,
      findsOpen ? 'within' : 'between',
    );
    const rest = known.restFrom(fingerprint);
    if (rest === undefined) states.set(fingerprint, follower.count);
    else if (follower.problems.length === 0 && simulation.watch.violations.length === 0) cut(rest);
  };

  trail.onPlace = (place) => {
    const isOver =
      !findsOpen && simulation.network.calls.length - 1 > (faults.at(-1)?.call ?? Number.POSITIVE_INFINITY);
    const rest = isOver ? rehearsal?.places.get(place) : undefined;
    if (rest === undefined || simulation.watch.violations.length > 0 || follower.problems.length > 0) return undefined;
    cut(rest);
    return never();
  };

  let calls: readonly Call[] = simulation.network.calls;
  const problems: string[] = [];
  const told = async () => {
    rotate(simulation);
    await threeDays(simulation);
    phase += 1;
    if (allowances.standsStill === true) {
      problems.push(...notAsBefore(truthOf(simulation), before));
      calls = [...simulation.network.calls];
      if ((await audit(simulation)).length === 0)
        problems.push('nothing was rotated, and the audit says nothing of it');
      return;
    }
    // The first rotation may have been given up for good: the next one is due then.
    if (truthOf(simulation).currentKey === before && rotate(simulation)) await threeDays(simulation);
    // Each fault may leave something to a person by itself.
    for (
      let acts = 0;
      acts < Math.max(1, faults.length) && allowances.operator === true && wrong().length > 0;
      acts += 1
    ) {
      neededOperator = true;
      const said = await audit(simulation);
      if (said.length === 0) problems.push('a person is needed, and the audit says nothing of it');
      phase += 1;
      await actAsOperator(simulation);
      await threeDays(simulation);
      if (truthOf(simulation).currentKey === before && rotate(simulation)) await threeDays(simulation);
    }
    if (neededOperator && wrong().length > 0) await actAsOperator(simulation);
    problems.push(...wrong());
    calls = [...simulation.network.calls];
    const said = (await audit(simulation)).filter((kind) => allowances.findings?.includes(kind) !== true);
    if (said.length > 0) problems.push(`the closing audit is not empty: ${said.join(', ')}`);
  };
  const failed = (error: unknown) => {
    problems.push(
      `the story could not be played to its end: ${error instanceof Error ? error.message : String(error)}`,
    );
  };
  const ended = await Promise.race([told().catch(failed), cutShort]);

  problems.push(...follower.problems, ...nearLimits(simulation));
  problems.push(...simulation.watch.violations.map(({ invariant, what }) => `invariant ${invariant}: ${what}`));
  const { lockouts } = truthOf(simulation);
  if (lockouts > 0) problems.push(`the account was locked out ${lockouts} times`);
  if (problems.length === 0) {
    const restFrom = (count: number): Rest => {
      return { invocations: follower.invocationsToConvergeFrom(count), needsOperator: neededOperator };
    };
    for (const [state, count] of states) known?.add(state, restFrom(count));
    for (const [index, place] of trail.places.entries()) {
      if (place !== undefined) recording?.places.set(place, restFrom(trail.ended[index] ?? 0));
    }
  }
  return {
    problems,
    calls,
    // Where nothing can be rotated, nothing converges.
    runsToConverge: allowances.standsStill === true ? 0 : follower.runsToConverge(),
    refusedWithinAnHour: refusedWithinAnHour(simulation),
    lockouts,
    neededOperator,
    cutShort: ended === 'known',
    places: trail.places,
    ...(recording === undefined ? {} : { recording }),
  };
}

function trailOf(
  simulation: Simulation,
  progress: () => string,
  faults: readonly PlannedFault[],
  isWhole: boolean,
): Trail {
  const last = faults.at(-1);
  // One that strikes every attempt may still strike.
  const soon = last === undefined || last.always ? Number.POSITIVE_INFINITY : last.call;
  return new Trail(simulation, progress, isWhole ? 'whole' : { fault: soon });
}

/** A state does not tell how much of emnify's limits is used: of 100 sign-ins and 2,000 calls in five minutes. */
function nearLimits({ network: { calls } }: Simulation): readonly string[] {
  const signIns = calls.filter(({ operation }) => operation === 'POST /api/v1/authenticate');
  const isNear = calls.length > 1_000 || signIns.some(({ at }, nth) => at - (signIns[nth - 50]?.at ?? 0) < 300_000);
  return isNear ? ['the story comes near the limits of emnify, which no fingerprint tells'] : [];
}

/**
 * Time to converge, with the next rotation if nothing was rotated.
 * @param before the key that was current when the story began
 * @returns what is not as it should be then
 */
export async function settle(simulation: Simulation, before: number | undefined): Promise<readonly string[]> {
  await threeDays(simulation);
  if (truthOf(simulation).currentKey === before && rotate(simulation)) await threeDays(simulation);
  const said = await audit(simulation);
  return [...notConverged(truthOf(simulation), before), ...said.map((kind) => `the closing audit says ${kind}`)];
}

/** Asks for a rotation, unless one is under way; says whether it did. */
function rotate(simulation: Simulation): boolean {
  if (truthOf(simulation).isPendingStray) return false;
  rotateSecret(simulation.stack, simulation.subject);
  return true;
}

/** Time for retries, for the retirement by its schedule, and for daily runs. */
async function threeDays({ stack, subject }: Simulation): Promise<void> {
  const began = stack.clock.now();
  for (let day = 1; day <= 3; day += 1) {
    await stack.clock.advanceTo(began + day * DAY + 6 * HOUR);
    stack.invocations.enqueue(RECONCILE_USER_ARN, { user: subject.user });
    await stack.clock.advance(HOUR);
  }
}

/** The kinds of all actions and findings of a dry run. */
async function audit(simulation: Simulation): Promise<readonly string[]> {
  const ask = () => simulation.reconcile({ user: simulation.subject.user, dryRun: true });
  // Faults may strike here, too: then a person asks again.
  const { plan } = await ask().catch(ask).catch(ask);
  return [...plan.actions, ...plan.findings].map(({ kind }) => kind);
}
