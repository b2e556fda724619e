import type { VirtualClock } from '../clock.ts';
import type { Switches } from './switches.ts';

const HOUR = 3_600_000;

/** The vendor's clock: the stack's, off and drifting as the switches say. Everything that leaves the simulator is in its time. */
export class ServerClock {
  readonly #clock: VirtualClock;
  readonly #switches: () => Switches;
  readonly #start: number;

  constructor(clock: VirtualClock, switches: () => Switches) {
    this.#clock = clock;
    this.#switches = switches;
    this.#start = clock.now();
  }

  /** Epoch milliseconds of server time. */
  now(): number {
    return this.at(this.#clock.now());
  }

  /** What the server's clock shows at an instant of the stack's clock; both epoch milliseconds. */
  at(instant: number): number {
    const { clockOffsetMs, clockDriftMsPerHour } = this.#switches();
    const drifted = Math.max(0, instant - this.#start);
    return instant + clockOffsetMs + Math.round((drifted / HOUR) * clockDriftMsPerHour);
  }

  /** ISO 8601, as bodies carry dates. */
  iso(instant: number): string {
    return new Date(this.at(instant)).toISOString();
  }
}
