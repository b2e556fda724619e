import type { Clock } from '../functions/domain/ports.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => unknown;
}

/** Cancels a timer that has not fired; afterwards it does nothing. */
export type Cancel = () => void;

/**
 * The clock of the embedded stack: time stands still until somebody sleeps or advances it, so a month passes in a second
 * and every run is the same. Sleeping moves time itself, after running, in order, all timers that fall due before.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Timer>();
  readonly #followers = new Set<(now: number) => void>();

  /** @param start epoch milliseconds */
  constructor(start: number) {
    this.#now = start;
  }

  /** Epoch milliseconds. */
  now(): number {
    return this.#now;
  }

  /** Calls `follow` with every new time, before anything happens at it. */
  onMove(follow: (now: number) => void): Cancel {
    this.#followers.add(follow);
    return () => this.#followers.delete(follow);
  }

  async sleep(ms: number): Promise<void> {
    await this.advanceTo(this.#now + ms);
  }

  /** Runs `run` when the clock reaches `at` (epoch ms); at the next advance if that has passed. */
  at(at: number, run: () => unknown): Cancel {
    const timer = { at, order: this.#order++, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  async advance(ms: number): Promise<void> {
    await this.advanceTo(this.#now + ms);
  }

  /** Moves time to `instant` (never back), running each timer that falls due at its own time and waiting for it to end. */
  async advanceTo(instant: number): Promise<void> {
    for (let due = this.#next(instant); due !== undefined; due = this.#next(instant)) {
      this.#timers.delete(due);
      this.#move(due.at);
      await due.run();
    }
    this.#move(instant);
  }

  /** When the next timer fires (epoch ms), if there is one. */
  nextTimer(): number | undefined {
    return this.#next(Number.POSITIVE_INFINITY)?.at;
  }

  /** When each timer that waits will fire (epoch ms), earliest first. */
  due(): readonly number[] {
    return [...this.#timers].map(({ at }) => at).sort((a, b) => a - b);
  }

  #move(instant: number): void {
    if (instant <= this.#now) return;
    this.#now = instant;
    for (const follow of this.#followers) follow(instant);
  }

  #next(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > until) continue;
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }
}
