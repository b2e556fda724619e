import { interleavingId, playInterleaving } from '../interleave/play.ts';
import { SCENARIOS } from '../interleave/scenarios.ts';
import { eachSchedule } from '../interleave/scheduler.ts';
import { faultsOf, type PlannedFault } from '../simulation/fault-kinds.ts';
import { KnownStates } from '../story/known-states.ts';
import { type Case, caseId, parseCaseId } from './case.ts';
import { draw } from './draw.ts';
import { READINGS, type Reading } from './readings.ts';
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

/** What a process has come to know of the stories under one reading. */
interface Lore {
  readonly known: KnownStates;
  readonly clean: Played;
}

const loreOf = new Map<string, Promise<Lore>>();

export async function perform(task: Task): Promise<TaskResult> {
  switch (task.kind) {
    case 'singles': {
      const reading = readingOf(task.reading);
      const summaries: Summary[] = [];
      const pairs: string[] = [];
      const findsOpen = task.reading === 'default';
      const wanted = (_: unknown, fault: PlannedFault) =>
        task.share === 1 || draw(task.seed, caseId({ reading, faults: [fault] })) < task.share;
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
    case 'cases':
      return { summaries: await cases(task.ids.map(parseCaseId)), pairs: [] };
  }
}

/** So many pairs with the same first fault, and it is worth while to play that one alone, and to go on from there. */
const WORTH_A_REHEARSAL = 5;

async function cases(all: readonly Case[]): Promise<Summary[]> {
  const summaries: Summary[] = [];
  for (const group of Map.groupBy(all, ({ reading, faults }) =>
    caseId({ reading, faults: faults.slice(0, -1) }),
  ).values()) {
    const [{ reading, faults } = { reading: readingOf('default'), faults: [] }] = group;
    const { known, clean } = await knownOf(reading);
    const first = { reading, faults: faults.slice(0, -1) };
    const isWorth = first.faults.length > 0 && group.length >= WORTH_A_REHEARSAL;
    const { recording: rehearsal } = (
      isWorth ? await play(first, { rehearsal: clean.outcome.recording, isRecorded: true }) : clean
    ).outcome;
    for (const one of group) summaries.push(summaryOf(await play(one, { known, rehearsal })));
  }
  return summaries;
}

/** Draws a first fault among the calls of the clean story, and a second one among those that the story with the first makes. */
async function drawnPairs({ reading: name, count, seed }: Extract<Task, { kind: 'pairs' }>): Promise<Summary[]> {
  const reading = readingOf(name);
  const { known, clean } = await knownOf(reading);
  const firsts = clean.outcome.calls.flatMap((call) => faultsOf(call).map((kind) => ({ call: call.index, ...kind })));
  const summaries: Summary[] = [];
  // Some first faults are forgotten before another call is made.
  for (let nth = 0; summaries.length < count && nth < 20 * count; nth += 1) {
    const first = firsts[Math.floor(draw(seed, `${name} first ${nth}`) * firsts.length)];
    if (first === undefined) continue;
    const alone = { known, rehearsal: clean.outcome.recording, isRecorded: true };
    const { calls, recording } = (await play({ reading, faults: [first] }, alone)).outcome;
    const seconds = calls
      .filter(({ index }) => index > first.call)
      .flatMap((call) => faultsOf(call).map((kind) => ({ call: call.index, ...kind })));
    const second = seconds[Math.floor(draw(seed, `${name} second ${nth}`) * seconds.length)];
    if (second === undefined) continue;
    summaries.push(summaryOf(await play({ reading, faults: [first, second] }, { known, rehearsal: recording })));
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

function knownOf(reading: Reading): Promise<Lore> {
  const lore = loreOf.get(reading.name) ?? learn(reading);
  loreOf.set(reading.name, lore);
  return lore;
}

async function learn(reading: Reading): Promise<Lore> {
  const known = new KnownStates();
  return { known, clean: await play({ reading, faults: [] }, { known, isRecorded: true }) };
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
