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
