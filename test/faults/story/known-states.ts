/** What is known of the rest of a story that ends well. */
export interface Rest {
  /** Further invocations until all is as it should be. */
  readonly invocations: number;
  /** Whether a person has to act, or had to before. */
  readonly needsOperator: boolean;
}

/**
 * States from which the rest of the same story is known to end well. A story whose faults are over and that comes to such a
 * state between two invocations needs no further playing: everything that is to come depends on the state alone.
 */
export class KnownStates {
  readonly #rests = new Map<string, Rest>();

  restFrom(fingerprint: string): Rest | undefined {
    return this.#rests.get(fingerprint);
  }

  add(fingerprint: string, rest: Rest): void {
    this.#rests.set(fingerprint, rest);
  }
}
