import type { Clock } from '../../domain/ports.ts';

/** Half of it is the most that a Date may be off beside its resolution, ms; codes keep a second from their step's begin. */
const LONGEST_ROUND_TRIP = 2_000;

/**
 * A Date further from this machine's time was not written by a clock that anybody's codes could follow, but by a proxy or a fault;
 * it would make every pending key old, and every session over. Lambda's own clock is kept by AWS.
 */
const MOST_OFFSET_MS = 3_600_000;

/** emnify's clock, learnt from the Date headers of its answers. */
export class ServerTime {
  readonly #clock: Clock;
  /** Server minus this machine, ms. */
  #offset = 0;
  #known = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Epoch milliseconds by emnify's clock, to within half a second and half a round trip; this machine's before the first answer. */
  now(): number {
    return this.#clock.now() + this.#offset;
  }

  /** @param sentAt when the request left, epoch ms of this machine; the answer's headers are taken to arrive now */
  learn(headers: Headers, sentAt: number): void {
    // An answer out of a cache carries the Date of its making (RFC 9111, 5.1: such an answer has an Age).
    if (headers.has('age')) return;
    const date = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(date)) return;
    // After a long round trip nobody knows when it was written: what is known already is better.
    if (this.#known && this.#clock.now() - sentAt > LONGEST_ROUND_TRIP) return;
    // The header names whole seconds (RFC 9110, 5.6.7), on average half of one in the past; it was written halfway there and back.
    const offset = date + 500 - (sentAt + this.#clock.now()) / 2;
    if (Math.abs(offset) > MOST_OFFSET_MS) return;
    this.#known = true;
    this.#offset = offset;
  }
}
