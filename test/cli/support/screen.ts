import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';

const main = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
/** For a machine that does much at once; reached only where something is wrong. */
const PATIENCE_MS = 20_000;

export const CTRL_C = '\x03';
export const ENTER = '\r';

/** The command in a pseudo-terminal, and the screen that somebody in front of it sees. */
export class Screen {
  /** Everything that was sent to the terminal, to look for what must never be. */
  received = '';
  readonly exit: Promise<number>;
  readonly #pty: IPty;
  readonly #terminal: InstanceType<typeof headless.Terminal>;
  readonly #waiting = new Set<() => void>();
  #ended = false;

  constructor(
    args: readonly string[],
    { environment, columns = 100 }: { readonly environment: NodeJS.ProcessEnv; readonly columns?: number },
  ) {
    this.#terminal = new headless.Terminal({ cols: columns, rows: 60, scrollback: 1_000, allowProposedApi: true });
    this.#pty = spawn(process.execPath, [main, ...args], {
      cols: columns,
      rows: 60,
      env: { PATH: process.env['PATH'], TERM: 'xterm-256color', ...environment },
    });
    this.#pty.onData((data) => {
      this.received += data;
      this.#terminal.write(data, () => this.#look());
    });
    this.exit = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        this.#ended = true;
        // What came just before may still be on its way through the terminal.
        this.#terminal.write('', () => {
          this.#look();
          resolve(exitCode);
        });
      });
    });
  }

  /** What can be copied from the screen, and above it: a line that the terminal itself broke is one. */
  get text(): string {
    const { active } = this.#terminal.buffer;
    let text = '';
    for (let row = 0; row < active.length; row += 1) {
      const line = active.getLine(row);
      text += `${line?.isWrapped === true ? '' : '\n'}${line?.translateToString(true) ?? ''}`;
    }
    return text.slice(1).trimEnd();
  }

  /** @throws Error with the screen, where the text does not appear */
  async shows(text: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const fail = () => reject(new Error(`expected "${text}" on the screen, and it shows:\n${this.text}`));
      const timer = setTimeout(fail, PATIENCE_MS);
      const look = () => {
        const seen = this.text.includes(text);
        if (!seen && !this.#ended) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        if (seen) resolve();
        else fail();
      };
      this.#waiting.add(look);
      look();
    });
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }
}
