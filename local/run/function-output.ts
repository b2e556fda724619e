import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * What functions print, apart from what the run prints: as in Lambda, whatever is written to stdout inside an invocation
 * goes to the function's log. Everything else still reaches the screen, also while a function runs.
 */
export class FunctionOutput {
  readonly #stream: NodeJS.WriteStream;
  readonly #inside = new AsyncLocalStorage<true>();
  #running = 0;
  #write: NodeJS.WriteStream['write'] | undefined;
  #text = '';

  constructor(stream: NodeJS.WriteStream = process.stdout) {
    this.#stream = stream;
  }

  async capture<T>(invocation: () => Promise<T>): Promise<T> {
    this.#enter();
    try {
      return await this.#inside.run(true, invocation);
    } finally {
      this.#leave();
    }
  }

  /** Lines, in the order in which they were printed. */
  get lines(): readonly string[] {
    return this.#text.split('\n').filter((line) => line !== '');
  }

  /** With the first invocation, not once for all: a progress display, too, puts its own `write` there for a while. */
  #enter(): void {
    this.#running += 1;
    if (this.#running > 1) return;
    const { write } = this.#stream;
    this.#write = write;
    this.#stream.write = (...args: readonly unknown[]): boolean => {
      if (this.#inside.getStore() === undefined) return Reflect.apply(write, this.#stream, args);
      const [chunk] = args;
      this.#text += chunk instanceof Uint8Array ? new TextDecoder().decode(chunk) : String(chunk);
      return true;
    };
  }

  #leave(): void {
    this.#running -= 1;
    if (this.#running === 0 && this.#write !== undefined) this.#stream.write = this.#write;
  }
}
