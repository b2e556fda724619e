import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { EmbeddedStack } from '../local/stack.ts';

/** What happened between `begin` and `end`. */
export interface Passed {
  /** Milliseconds of the machine's clock. */
  readonly wallMs: number;
  /** Milliseconds in which at least one call waited for the injected latency: what the calls must cost, one after the other or at once. */
  readonly waitedMs: number;
  /** How often each operation was called. */
  readonly calls: Readonly<Record<string, number>>;
}

/** Makes every answer of the stack wait, in real time, and adds up what that costs the caller. */
export class InjectedLatency {
  readonly #stack: EmbeddedStack;
  #waiting = 0;
  #since = 0;
  #waited = 0;
  #began = 0;

  constructor(stack: EmbeddedStack, ms: number) {
    this.#stack = stack;
    stack.script.witness = async () => {
      if (this.#waiting === 0) this.#since = performance.now();
      this.#waiting += 1;
      await setTimeout(ms);
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#waited += performance.now() - this.#since;
    };
  }

  begin(): void {
    this.#stack.script.calls.length = 0;
    this.#waited = 0;
    this.#began = performance.now();
  }

  end(): Passed {
    const wallMs = performance.now() - this.#began;
    const calls: Record<string, number> = {};
    for (const { operation } of this.#stack.script.calls) calls[operation] = (calls[operation] ?? 0) + 1;
    return { wallMs, waitedMs: this.#waited, calls };
  }
}
