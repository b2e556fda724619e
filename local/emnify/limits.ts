import type { Switches } from './switches.ts';

const FIVE_MINUTES = 300_000;

/** What a call is to the limits. */
export type CallKind = 'authenticate' | 'read' | 'other';

/** The vendor's rate limits, all for one IP address: everybody is behind the same one here. */
export class Limits {
  readonly #authenticate = new SlidingWindow(100, FIVE_MINUTES);
  readonly #overall = new SlidingWindow(2_000, FIVE_MINUTES);
  readonly #reads = new TokenBucket(5, 10);

  /** Counts the call (at epoch ms) unless a limit is reached; then, how many ms until it would pass. A refused call is not counted. */
  take(kind: CallKind, now: number, switches: Switches): number | undefined {
    const limits = [
      ...(switches.overallLimit ? [this.#overall] : []),
      ...(switches.authenticateLimit && kind === 'authenticate' ? [this.#authenticate] : []),
      ...(switches.readLimit && kind === 'read' ? [this.#reads] : []),
    ];
    const wait = Math.max(0, ...limits.map((limit) => limit.wait(now)));
    if (wait > 0) return wait;
    for (const limit of limits) limit.take(now);
    return undefined;
  }

  /** How many list-like reads would pass at once at `now` (epoch ms). */
  readsLeft(now: number): number {
    return this.#reads.left(now);
  }
}

class SlidingWindow {
  readonly #limit: number;
  readonly #length: number;
  readonly #times: number[] = [];

  constructor(limit: number, length: number) {
    this.#limit = limit;
    this.#length = length;
  }

  wait(now: number): number {
    while (this.#times[0] !== undefined && this.#times[0] <= now - this.#length) this.#times.shift();
    const oldest = this.#times[0];
    return oldest === undefined || this.#times.length < this.#limit ? 0 : oldest + this.#length - now;
  }

  take(now: number): void {
    this.#times.push(now);
  }
}

class TokenBucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #filledAt = 0;

  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
  }

  left(now: number): number {
    const gained = ((now - this.#filledAt) * this.#perSecond) / 1000;
    this.#tokens = Math.min(this.#burst, this.#tokens + gained);
    this.#filledAt = now;
    return this.#tokens;
  }

  wait(now: number): number {
    return this.left(now) >= 1 ? 0 : Math.ceil(((1 - this.#tokens) * 1000) / this.#perSecond);
  }

  take(_now: number): void {
    this.#tokens -= 1;
  }
}
