import { faultsOf, type PlannedFault } from '../simulation/fault-kinds.ts';
import type { Call } from '../simulation/network.ts';
import { KnownStates } from '../story/known-states.ts';
import { type Outcome, type Playing, playStory } from '../story/play.ts';
import { type Case, caseId } from './case.ts';
import type { Reading } from './readings.ts';

/** A case that was played, and how it ended. */
export interface Played extends Case {
  readonly id: string;
  readonly outcome: Outcome;
  /** The calls at which a second fault makes a story that no single fault before leads to; empty unless that was asked for. */
  readonly open: readonly Call[];
}

/** Plays one case, with what is known from others of the same reading. */
export async function play(one: Case, playing: Playing = {}): Promise<Played> {
  const outcome = await playStory(one.reading, one.faults, playing);
  return { ...one, id: caseId(one), outcome, open: [] };
}

interface Selection {
  /** Which faults to play; all without. */
  readonly wanted?: (call: Call, fault: PlannedFault) => boolean;
  /** Whether to find out at which calls a second fault makes a story of its own. */
  readonly findsOpen?: boolean;
}

/**
 * The story without a fault, then with each fault at each of its calls. A story is played until it comes to a state that is known
 * from another one, so that `open` ends there too.
 */
export async function* singles(
  reading: Reading,
  { wanted = () => true, findsOpen = false }: Selection = {},
): AsyncGenerator<Played> {
  const known = new KnownStates();
  const clean = await play({ reading, faults: [] }, { known, findsOpen, isRecorded: true });
  const rehearsal = clean.outcome.recording;
  const seen = new Set<string | undefined>(clean.outcome.places);
  yield clean;
  for (const call of clean.outcome.calls) {
    for (const kind of faultsOf(call)) {
      const fault = { call: call.index, ...kind };
      if (!wanted(call, fault)) continue;
      const played = await play({ reading, faults: [fault] }, { known, findsOpen, rehearsal });
      const { calls, places } = played.outcome;
      const isOpen = ({ index }: Call) =>
        index > call.index && (places[index] === undefined || !seen.has(places[index]));
      const open = findsOpen ? calls.filter(isOpen) : [];
      for (const place of places.slice(call.index + 1)) seen.add(place);
      yield { ...played, open };
    }
  }
}

/** Every second fault that may follow this single one, as cases. */
export function pairsOf({ reading, faults, open }: Played): readonly Case[] {
  return open.flatMap((call) =>
    faultsOf(call).map((kind) => ({ reading, faults: [...faults, { call: call.index, ...kind }] })),
  );
}
