import { AsyncLocalStorage } from 'node:async_hooks';

type Write = NodeJS.WriteStream['write'];

/**
 * What functions print, apart from what the run prints: as in Lambda, whatever is written to stdout or stderr inside an
 * invocation goes to the function's log. Everything else still reaches the screen, also while a function runs.
 */
export class FunctionOutput {
  readonly #inside = new AsyncLocalStorage<(text: string) => void>();
  readonly #diverted: { readonly stream: NodeJS.WriteStream; readonly write: Write }[] = [];
  #running = 0;
  #text = '';
  readonly #append = (text: string): void => {
    this.#text += text;
  };

  /** @param print receives what this invocation writes, instead of `lines` */
  async capture<T>(invocation: () => Promise<T>, print = this.#append): Promise<T> {
    // With the first invocation, not once for all: a progress display, too, puts its own `write` there for a while.
    if (this.#running === 0) for (const stream of [process.stdout, process.stderr]) this.#divert(stream);
    this.#running += 1;
    try {
      return await this.#inside.run(print, invocation);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) for (const { stream, write } of this.#diverted.splice(0)) stream.write = write;
    }
  }

  /** Lines, in the order in which they were printed. */
  get lines(): readonly string[] {
    return this.#text.split('\n').filter((line) => line !== '');
  }

  #divert(stream: NodeJS.WriteStream): void {
    const { write } = stream;
    this.#diverted.push({ stream, write });
    stream.write = (...args: readonly unknown[]): boolean => {
      const print = this.#inside.getStore();
      if (print === undefined) return Reflect.apply(write, stream, args);
      const [chunk] = args;
      print(chunk instanceof Uint8Array ? new TextDecoder().decode(chunk) : String(chunk));
      return true;
    };
  }
}
