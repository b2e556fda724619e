import { interleavingId, playInterleaving } from '../interleave/play.ts';
import { SCENARIOS } from '../interleave/scenarios.ts';
import { eachSchedule } from '../interleave/scheduler.ts';
import { faultsOf, type PlannedFault } from '../simulation/fault-kinds.ts';
import { KnownStates } from '../story/known-states.ts';
import { type Case, caseId, parseCaseId } from './case.ts';
import { draw } from './draw.ts';
import { READINGS } from './readings.ts';
import { type Played, pairsOf, play, singles } from './singles.ts';

/** A part of the work that one process does at a time. */
export type Task =
  /** Singles under a reading: those whose draw is below `share`. */
  | { readonly kind: 'singles'; readonly reading: string; readonly share: number; readonly seed: number }
  /** Some pairs under a reading, drawn by the seed. */
  | { readonly kind: 'pairs'; readonly reading: string; readonly count: number; readonly seed: number }
  | { readonly kind: 'cases'; readonly ids: readonly string[] }
  /** Two who act at once: schedules without and with one preemption, and of those with two the ones whose draw is below `share`. */
  | { readonly kind: 'interleavings'; readonly scenario: string; readonly share: number; readonly seed: number };

/** How a story ended, small enough to be sent to another process. */
export interface Summary {
  readonly id: string;
  readonly problems: readonly string[];
  readonly runsToConverge: number;
  readonly refusedWithinAnHour: number;
  readonly lockouts: number;
  readonly neededOperator: boolean;
}

export interface TaskResult {
  readonly summaries: readonly Summary[];
  /** Of singles: the ids of all pairs that they begin. */
  readonly pairs: readonly string[];
}

const statesOf = new Map<string, KnownStates>();

export async function perform(task: Task): Promise<TaskResult> {
  switch (task.kind) {
    case 'singles': {
      const reading = readingOf(task.reading);
      const summaries: Summary[] = [];
      const pairs: string[] = [];
      const isDrawn = (one: Case) => draw(task.seed, caseId(one)) < task.share;
      const findsOpen = task.reading === 'default';
      const wanted = (_: unknown, fault: PlannedFault) => isDrawn({ reading, faults: [fault] });
      for await (const played of singles(reading, { wanted, findsOpen })) {
        summaries.push(summaryOf(played));
        pairs.push(...pairsOf(played).map(caseId));
      }
      return { summaries, pairs };
    }
    case 'pairs':
      return { summaries: await drawnPairs(task), pairs: [] };
    case 'interleavings':
      return { summaries: await interleavings(task), pairs: [] };
    case 'cases': {
      const summaries: Summary[] = [];
      for (const id of task.ids) summaries.push(summaryOf(await playKnown(parseCaseId(id))));
      return { summaries, pairs: [] };
    }
  }
}

/** Draws a first fault among the calls of the clean story, and a second one among those that the story with the first makes. */
async function drawnPairs({ reading: name, count, seed }: Extract<Task, { kind: 'pairs' }>): Promise<Summary[]> {
  const reading = readingOf(name);
  const clean = await playKnown({ reading, faults: [] });
  const firsts = clean.outcome.calls.flatMap((call) => faultsOf(call).map((kind) => ({ call: call.index, ...kind })));
  const summaries: Summary[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const first = firsts[Math.floor(draw(seed, `${name} first ${nth}`) * firsts.length)];
    if (first === undefined) continue;
    const { outcome } = await playKnown({ reading, faults: [first] });
    const seconds = outcome.calls
      .filter(({ index }) => index > first.call)
      .flatMap((call) => faultsOf(call).map((kind) => ({ call: call.index, ...kind })));
    const second = seconds[Math.floor(draw(seed, `${name} second ${nth}`) * seconds.length)];
    if (second !== undefined) summaries.push(summaryOf(await playKnown({ reading, faults: [first, second] })));
  }
  return summaries;
}

async function interleavings({ scenario: name, share, seed }: Extract<Task, { kind: 'interleavings' }>) {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`no scenario is called ${name}`);
  const summaries: Summary[] = [];
  await eachSchedule(async (schedule) => {
    const id = interleavingId(scenario, schedule);
    if (schedule.preemptions.length === 2 && draw(seed, id) >= share) return 0;
    const { outcome, moves } = await playInterleaving(scenario, schedule);
    summaries.push(summaryOf({ id, outcome }));
    return moves;
  });
  return summaries;
}

/** Plays a case with all states that this process has come to know under the reading; the clean story comes first. */
async function playKnown(one: Case): Promise<Played> {
  const { name } = one.reading;
  const known = statesOf.get(name);
  if (known !== undefined) return play(one, { known });
  const fresh = new KnownStates();
  statesOf.set(name, fresh);
  await play({ reading: one.reading, faults: [] }, { known: fresh });
  return play(one, { known: fresh });
}

function readingOf(name: string) {
  const reading = READINGS.find((one) => one.name === name);
  if (reading === undefined) throw new Error(`no reading is called ${name}`);
  return reading;
}

function summaryOf({ id, outcome }: Pick<Played, 'id' | 'outcome'>): Summary {
  const { problems, runsToConverge, refusedWithinAnHour, lockouts, neededOperator } = outcome;
  return { id, problems, runsToConverge, refusedWithinAnHour, lockouts, neededOperator };
}
