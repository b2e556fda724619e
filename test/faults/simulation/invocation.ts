import { AsyncLocalStorage } from 'node:async_hooks';
import type { VirtualClock } from '../../../local/clock.ts';
import { exited, timedOut } from '../../../local/lambda/function-error.ts';
import type { Network } from './network.ts';

/** What never comes: a process that is gone makes no further move, and nobody who waits for it hears of it. */
export function never(): Promise<never> {
  return new Promise(() => {});
}

interface Beginning {
  readonly number: number;
  /** How many began at the same instant before it. */
  readonly nth: number;
  readonly name: string;
  readonly event: unknown;
  readonly network: Network;
  readonly clock: VirtualClock;
  readonly timeoutMs: number;
}

/** One invocation of a function, in a process of its own: it may die at any moment, and then nothing of it goes on. */
export class Invocation {
  readonly number: number;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly began: number;
  /** Whether it does what it did in a rehearsal, without its code. */
  isRepeated = false;
  ended: 'ok' | 'failed' | 'died' | undefined;
  /** Where its calls go. */
  readonly network: Network;
  /** What it was invoked with. */
  readonly event: unknown;
  readonly #nth: number;
  readonly #deadline: number;
  readonly #clock: VirtualClock;
  readonly #death = Promise.withResolvers<never>();
  readonly #drawn = new Map<string, string>();

  /** @param timeoutMs after which Lambda ends it */
  constructor({ number, nth, name, event, network, clock, timeoutMs }: Beginning) {
    this.number = number;
    this.#nth = nth;
    this.name = name;
    this.event = event;
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

  /** In place of a token that a client draws for a call (by its name): the same in every story that goes the same way. */
  token(call: string): string {
    const nth = this.#drawn.size;
    const fresh = `${String(this.began).padStart(16, '0')}${String(this.#nth).padStart(8, '0')}${String(nth).padStart(8, '0')}`;
    const token = this.#drawn.get(call) ?? fresh.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    this.#drawn.set(call, token);
    return token;
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
