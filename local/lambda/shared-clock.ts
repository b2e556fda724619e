import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cancel, VirtualClock } from '../clock.ts';

/** The stack's clock for processes of their own: a file holds its time, to be read at any moment without asking. */
export class SharedClock {
  /** Path of the file: epoch milliseconds, one double, little-endian. */
  readonly file: string;
  readonly #clock: VirtualClock;
  readonly #directory: string;
  readonly #descriptor: number;
  readonly #stop: Cancel;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
    this.#directory = mkdtempSync(join(tmpdir(), 'stack-clock-'));
    this.file = join(this.#directory, 'now');
    this.#descriptor = openSync(this.file, 'w');
    this.#write(clock.now());
    this.#stop = clock.onMove((now) => this.#write(now));
  }

  now(): number {
    return this.#clock.now();
  }

  /** Moves the stack's time on, as whoever waits on this clock in this process does. */
  sleep(ms: number): Promise<void> {
    return this.#clock.sleep(ms);
  }

  close(): void {
    this.#stop();
    closeSync(this.#descriptor);
    rmSync(this.#directory, { recursive: true });
  }

  #write(now: number): void {
    const instant = Buffer.alloc(8);
    instant.writeDoubleLE(now);
    writeSync(this.#descriptor, instant, 0, 8, 0);
  }
}
