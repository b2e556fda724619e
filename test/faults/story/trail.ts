import type { Call } from '../simulation/network.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { fingerprintOf } from './known-states.ts';

interface Mark {
  /** Of the attempt that was answered. */
  readonly index: number;
  readonly digest: string;
}

/**
 * What every call told its function in the end, and what the world was like then. A function whose call was told the same in the
 * same world cannot know that an attempt at it had failed: clients keep nothing from one call to the next.
 */
export class Trail {
  readonly #marks = new Map<string, Mark>();

  /** @param whole whether every call is noted, or only those that a fault strikes */
  constructor(simulation: Simulation, whole: boolean) {
    const { network } = simulation;
    network.onAnswer = async ({ attemptOf, index }, answer) => {
      if (!whole && !network.calls.some((call) => call.attemptOf === attemptOf && call.fault !== undefined)) return;
      const digest = `${answer.status} ${await answer.clone().text()} ${fingerprintOf(simulation, '')}`;
      this.#marks.set(attemptOf, { index, digest });
    };
  }

  /**
   * The attempt with which this call came to the same end as in `clean`, though a fault had struck: from then on the two stories
   * are one. Undefined where it did not.
   */
  rejoins(clean: Trail, { attemptOf }: Call): number | undefined {
    const mark = this.#marks.get(attemptOf);
    return mark !== undefined && mark.digest === clean.#marks.get(attemptOf)?.digest ? mark.index : undefined;
  }
}
