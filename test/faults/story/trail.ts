import type { Call } from '../simulation/network.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { digest, fingerprintOf } from './fingerprint.ts';

/** What one call of a function has come to so far. */
interface Told {
  /** What strikes the attempt that is under way. */
  meets?: string;
  /** Attempts that failed; forgotten once one was answered for good: clients keep nothing from one call to the next. */
  failed: string[];
  answer?: string;
}

/** Calls after the one that a fault struck at which to look whether the function has forgotten it. */
const LOOKS = 2;

/**
 * Where a story stands at its calls: all that the rest depends on, the world's state and what the function under way has
 * been told. A function is a fresh process that knows its event, the time, and the answers to its calls, and nothing else; so two
 * stories whose faults are over and which stand at the same place go on alike, also where both meet the same further fault.
 */
export class Trail {
  /** By the index of the call; undefined where another function is under way, too. */
  readonly places: (string | undefined)[] = [];
  /** Invocations that had ended, at each place. */
  readonly ended: number[] = [];
  /** Called at each place; what it returns is waited for. */
  onPlace: ((place: string) => Promise<never> | undefined) | undefined;

  /**
   * @param progress of the story itself
   * @param scope every call, or the next ones of the function that has met the last fault, at the call of that index
   */
  constructor(simulation: Simulation, progress: () => string, scope: 'whole' | { readonly fault: number }) {
    const { network } = simulation;
    const told = new Map<Call['invocation'], Map<string, Told>>();
    let looks = 0;
    const isSoon = (fault: number, { index, invocation }: Call): boolean => {
      const struck = index > fault ? network.calls[fault] : undefined;
      if (struck?.invocation !== invocation || looks >= LOOKS) return false;
      if (told.get(invocation)?.get(struck.attemptOf)?.answer === undefined) return false;
      looks += 1;
      return true;
    };
    network.onCall = (call) => {
      const { invocation, attemptOf, index, service, operation, path, fault } = call;
      if (scope !== 'whole' && invocation.isRepeated) return undefined;
      const calls = told.get(invocation) ?? new Map<string, Told>();
      told.set(invocation, calls);
      const toldOf = calls.get(attemptOf) ?? { failed: [] };
      calls.set(attemptOf, fault === undefined ? toldOf : { ...toldOf, meets: fault.name });
      if (simulation.running > 1 || (scope !== 'whole' && !isSoon(scope.fault, call))) return undefined;
      const { name, event, began } = invocation;
      const function_ = [name, event, began, [...calls.values()], service, operation, path];
      const place = digest([function_, fingerprintOf(simulation, progress(), 'within')]);
      this.places[index] = place;
      this.ended[index] = simulation.invocations.length - simulation.running;
      return this.onPlace?.(place);
    };
    network.onAnswer = async ({ invocation, attemptOf, fault }, answer, isFinal) => {
      const call: Told | undefined = told.get(invocation)?.get(attemptOf);
      if (call === undefined) return;
      const what = answer instanceof Response ? await contentOf(answer) : answer;
      const came = digest([simulation.stack.clock.now(), what]);
      delete call.meets;
      if (isFinal) Object.assign(call, { failed: [], answer: came });
      // A fault that strikes every attempt is not over.
      else call.failed.push(fault?.always === true ? `${came} ${fault.name} again` : came);
    };
  }
}

async function contentOf(answer: Response): Promise<unknown> {
  const headers = [...answer.headers].filter(([name]) => name !== 'x-amzn-requestid');
  return [answer.status, headers, await answer.clone().text()];
}
