import type { Clock } from '../../../functions/domain/ports.ts';

/** A clock that stands still until it is moved, or somebody sleeps. */
export class FakeClock implements Clock {
  #now = Date.parse('2026-11-23T09:00:10Z');
  /** Milliseconds of each sleep, in order. */
  readonly slept: number[] = [];

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  async sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    this.advance(ms);
  }
}
