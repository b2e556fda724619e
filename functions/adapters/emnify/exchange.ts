import type { Clock } from '../../domain/ports.ts';
import { LAST_START, MAX_ATTEMPTS, parseRetryAfter, pause } from './backoff.ts';
import { failure } from './failure.ts';
import type { ServerTime } from './server-time.ts';
import type { Answer, Call, Silence, Transport } from './transport.ts';

/** Worth another attempt: the connection, the load, or a server behind the proxy may be better in a moment. */
const PASSING = new Set([429, 500, 502, 503, 504]);

/** A call with its retries. ky's own would sleep by the machine's clock and repeat what must go out once. */
export class Exchange {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #serverTime: ServerTime;
  readonly #random: () => number;

  constructor(transport: Transport, clock: Clock, serverTime: ServerTime, random: () => number) {
    this.#transport = transport;
    this.#clock = clock;
    this.#serverTime = serverTime;
    this.#random = random;
  }

  /** Until when attempts at a call that begins now may start, epoch ms. */
  lastStart(): number {
    return this.#clock.now() + LAST_START;
  }

  /**
   * A repeatable DELETE may answer `NotFound` because an earlier attempt, whose reply was lost, had deleted the thing.
   * @returns a 2xx answer
   * @throws EmnifyError
   */
  async run(call: Call, lastStart: number = this.lastStart()): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#transport.send(call);
      if (outcome.kind === 'answer' && outcome.status >= 200 && outcome.status < 300) return outcome;
      const wait = this.#wait(call, outcome, attempt);
      if (wait === undefined || this.#clock.now() + wait > lastStart) {
        throw failure(call, outcome, { here: this.#clock.now(), server: this.#serverTime.now() });
      }
      await this.#clock.sleep(wait);
    }
  }

  #wait({ operation }: Call, outcome: Answer | Silence, attempt: number): number | undefined {
    if (operation.stake !== 'repeatable' || attempt >= MAX_ATTEMPTS) return undefined;
    if (outcome.kind === 'silence') return pause(attempt, this.#random(), undefined);
    if (!PASSING.has(outcome.status)) return undefined;
    return pause(attempt, this.#random(), parseRetryAfter(outcome.retryAfter, this.#serverTime.now()));
  }
}
