import type { Call } from '../simulation/network.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { digest, fingerprintOf } from './fingerprint.ts';

/** What one call of a function has come to so far. */
interface Told {
  /** Attempts that failed; forgotten once one was answered for good: clients keep nothing from one call to the next. */
  failed: string[];
  answer?: string;
}

/**
 * Where a story stands at each of its calls: all that the rest depends on, the world's state and what the function under way has
 * been told. A function is a fresh process that knows its event, the time, and the answers to its calls, and nothing else; so two
 * stories whose faults are over and which stand at the same place go on alike, also where both meet the same further fault.
 */
export class Trail {
  /** By the index of the call; undefined where another function is under way, too. */
  readonly places: (string | undefined)[] = [];

  /** @param progress of the story itself */
  constructor(simulation: Simulation, progress: () => string) {
    const { network } = simulation;
    const told = new Map<Call['invocation'], Map<string, Told>>();
    network.onCall = ({ invocation, attemptOf, index, service, operation, path }) => {
      const calls = told.get(invocation) ?? new Map<string, Told>();
      told.set(invocation, calls);
      if (!calls.has(attemptOf)) calls.set(attemptOf, { failed: [] });
      if (simulation.running > 1) return;
      const { name, event, began } = invocation;
      const function_ = [name, event, began, [...calls.values()], service, operation, path];
      this.places[index] = digest([function_, fingerprintOf(simulation, progress(), 'within')]);
    };
    network.onAnswer = async ({ invocation, attemptOf }, answer, isFinal) => {
      const call = told.get(invocation)?.get(attemptOf);
      if (call === undefined) return;
      const now = simulation.stack.clock.now();
      const what = answer instanceof Response ? await contentOf(answer) : answer;
      if (isFinal) Object.assign(call, { failed: [], answer: digest([now, what]) });
      else call.failed.push(digest([now, what]));
    };
  }
}

async function contentOf(answer: Response): Promise<unknown> {
  const headers = [...answer.headers].filter(([name]) => name !== 'x-amzn-requestid');
  return [answer.status, headers, await answer.clone().text()];
}
