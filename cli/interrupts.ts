import { EXIT } from './exit-codes.ts';
import { interrupted } from './failures.ts';
import { printText, type Terminal } from './terminal.ts';

const NOTHING_DONE = 'Nothing was done.';

/** Ctrl-C between prompts: the command ends at once and says where things stand, but for a step that must not be cut off. */
export class Interrupts {
  /** What has been done so far and how to go on, for whoever interrupts now. */
  standing = NOTHING_DONE;
  /** What Ctrl-C does instead of ending the command: for one that runs until then. */
  instead: (() => void) | undefined;
  readonly #terminal: Terminal;
  /** Where things stand once the step that is under way has taken effect. */
  #after: string | undefined;
  #wanted = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  readonly interrupt = (): void => {
    const { stderr, exit } = this.#terminal;
    if (this.instead !== undefined) {
      this.instead();
      return;
    }
    if (this.#after !== undefined && !this.#wanted) {
      this.#wanted = true;
      printText(stderr, '\nFinishing this step first; Ctrl-C again to stop at once.');
      return;
    }
    const standing =
      this.#after === undefined ? this.standing : `This step may have taken effect. If it has: ${this.#after}`;
    printText(stderr, `\nInterrupted. ${standing}`);
    exit(EXIT.interrupted);
  };

  /** One at a time. @param after where things stand once the work is done @throws Failure where somebody interrupted meanwhile */
  async unbroken<T>(after: string, work: () => Promise<T>): Promise<T> {
    this.#after = after;
    try {
      const result = await work();
      this.standing = after;
      if (this.#wanted) throw interrupted(after);
      return result;
    } finally {
      this.#after = undefined;
    }
  }
}
