import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * What functions print, apart from what the run prints: as in Lambda, whatever is written to stdout inside an invocation
 * goes to the function's log. Everything else still reaches the screen, also while a function runs.
 */
export class FunctionOutput {
  readonly #inside = new AsyncLocalStorage<true>();
  readonly #restore: () => void;
  #text = '';

  constructor(stream: NodeJS.WriteStream = process.stdout) {
    const write = stream.write;
    stream.write = (...args: readonly unknown[]): boolean => {
      if (this.#inside.getStore() === undefined) return Reflect.apply(write, stream, args);
      const [chunk] = args;
      this.#text += chunk instanceof Uint8Array ? new TextDecoder().decode(chunk) : String(chunk);
      return true;
    };
    this.#restore = () => {
      stream.write = write;
    };
  }

  async capture<T>(invocation: () => Promise<T>): Promise<T> {
    return this.#inside.run(true, invocation);
  }

  /** Lines, in the order in which they were printed. */
  get lines(): readonly string[] {
    return this.#text.split('\n').filter((line) => line !== '');
  }

  close(): void {
    this.#restore();
  }
}
