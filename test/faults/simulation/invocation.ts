import { AsyncLocalStorage } from 'node:async_hooks';
import type { VirtualClock } from '../../../local/clock.ts';
import { exited, timedOut } from '../../../local/lambda/function-error.ts';
import type { Network } from './network.ts';

/** What never comes: a process that is gone makes no further move, and nobody who waits for it hears of it. */
export function never(): Promise<never> {
  return new Promise(() => {});
}

/** One invocation of a function, in a process of its own: it may die at any moment, and then nothing of it goes on. */
export class Invocation {
  readonly number: number;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly began: number;
  ended: 'ok' | 'failed' | 'died' | undefined;
  /** Where its calls go. */
  readonly network: Network;
  readonly #deadline: number;
  readonly #clock: VirtualClock;
  readonly #death = Promise.withResolvers<never>();

  /** @param timeoutMs after which Lambda ends it */
  constructor(number: number, name: string, network: Network, clock: VirtualClock, timeoutMs: number) {
    this.number = number;
    this.name = name;
    this.network = network;
    this.began = clock.now();
    this.#clock = clock;
    this.#deadline = this.began + timeoutMs;
    // A death that nobody waits for any more is no failure of the simulation.
    this.#death.promise.catch(() => undefined);
  }

  /** Epoch milliseconds. */
  now(): number {
    return this.#clock.now();
  }

  /** The process ends here. The code that calls this goes no further. */
  die(error: Error = exited(this.#requestId, 1, null)): Promise<never> {
    this.ended ??= 'died';
    this.#death.reject(error);
    return never();
  }

  /** Waits in virtual time, and dies where Lambda would have ended the invocation by then. */
  async sleep(ms: number): Promise<void> {
    await this.goOn();
    const until = this.#clock.now() + ms;
    await this.#clock.advanceTo(Math.min(until, this.#deadline));
    if (until >= this.#deadline) await this.die(timedOut(this.#requestId, this.#deadline - this.began));
    await this.goOn();
  }

  /** Goes no further where the process is gone. */
  async goOn(): Promise<void> {
    if (this.ended !== undefined) await never();
  }

  /** @throws what the function throws, or what Lambda tells of a process that is gone */
  async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await Promise.race([this.#death.promise, running.run(this, work)]);
      this.ended ??= 'ok';
      return result;
    } catch (error) {
      this.ended ??= 'failed';
      throw error;
    }
  }

  get #requestId(): string {
    return `invocation-${this.number}`;
  }
}

const running = new AsyncLocalStorage<Invocation>();

/** The invocation whose code is running. @throws Error outside any */
export function currentInvocation(): Invocation {
  const invocation = running.getStore();
  if (invocation === undefined) throw new Error('expected a call from inside an invocation');
  return invocation;
}
