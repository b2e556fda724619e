import { faultsOf, type PlannedFault } from '../simulation/fault-kinds.ts';
import type { Call } from '../simulation/network.ts';
import { KnownStates } from '../story/known-states.ts';
import { type Outcome, playStory } from '../story/play.ts';
import { type Case, caseId } from './case.ts';
import type { Reading } from './readings.ts';

/** A case that was played, and how it ended. */
export interface Played extends Case {
  readonly id: string;
  readonly outcome: Outcome;
}

/** Plays one case, with the states known from others of the same reading. */
async function play(one: Case, known?: KnownStates): Promise<Played> {
  return { ...one, id: caseId(one), outcome: await playStory(one.reading, one.faults, known) };
}

/** The story without a fault, then with each fault at each of its calls. */
export async function* singles(
  reading: Reading,
  wanted: (call: Call, fault: PlannedFault) => boolean = () => true,
): AsyncGenerator<Played> {
  const known = new KnownStates();
  const clean = await play({ reading, faults: [] }, known);
  yield clean;
  for (const call of clean.outcome.calls) {
    for (const kind of faultsOf(call)) {
      const fault = { call: call.index, ...kind };
      if (wanted(call, fault)) yield await play({ reading, faults: [fault] }, known);
    }
  }
}
