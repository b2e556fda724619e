import { createHash } from 'node:crypto';
import type { Simulation } from '../simulation/simulation.ts';

/**
 * States from which the rest of the same story is known to end well. A story whose faults are over and that comes to such a
 * state between two invocations needs no further playing: everything that is to come depends on the state alone.
 */
export class KnownStates {
  readonly #invocationsToConverge = new Map<string, number>();

  /** How many further invocations it takes from here until all is as it should be; undefined where that is not known. */
  invocationsFrom(fingerprint: string): number | undefined {
    return this.#invocationsToConverge.get(fingerprint);
  }

  add(fingerprint: string, invocationsToConverge: number): void {
    this.#invocationsToConverge.set(fingerprint, invocationsToConverge);
  }
}

/**
 * All that the rest of the story depends on: what the simulators hold, the time, and what the clock has in store.
 * @param progress of the story itself
 */
export function fingerprintOf({ stack, subject }: Simulation, progress: string): string {
  const { authentications: _, ...account } = stack.emnify.user(subject.username);
  const secrets = [subject.keySecret, subject.credentialsSecret].map((name) => stack.secretsManager.secret(name));
  const state = JSON.stringify(
    [progress, stack.clock.now(), stack.clock.due(), account, secrets, stack.scheduler.schedules],
    (_name, value) => (value instanceof Map ? [...value] : value),
  );
  return createHash('sha1').update(state).digest('base64');
}
