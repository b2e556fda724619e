import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Listening } from '../service.ts';
import { exited, timedOut } from './function-error.ts';
import { RuntimeApi } from './runtime-api.ts';

const bootstrap = fileURLToPath(new URL('./bootstrap.ts', import.meta.url));

export interface SandboxOptions {
  readonly functionArn: string;
  /** Path of the bundle. */
  readonly bundle: string;
  /** The whole environment of the process, but for AWS_LAMBDA_RUNTIME_API and PATH. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Receives what the process prints. */
  readonly print: (text: string) => void;
}

/** One process that runs a function's bundle, with a Runtime API of its own. It serves one invocation at a time. */
export class Sandbox {
  readonly #options: SandboxOptions;
  readonly #api: RuntimeApi;
  readonly #listening: Listening;
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;

  static async start(options: SandboxOptions): Promise<Sandbox> {
    const api = new RuntimeApi();
    return new Sandbox(options, api, await api.listen());
  }

  private constructor(options: SandboxOptions, api: RuntimeApi, listening: Listening) {
    this.#options = options;
    this.#api = api;
    this.#listening = listening;
    this.#process = spawn(process.execPath, [bootstrap, options.bundle], {
      env: { PATH: process.env.PATH, ...options.environment, AWS_LAMBDA_RUNTIME_API: new URL(listening.url).host },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process.stdout?.setEncoding('utf8').on('data', options.print);
    this.#process.stderr?.setEncoding('utf8').on('data', options.print);
    this.#process.on('exit', (code, signal) => {
      const open = this.#api.open;
      open?.reject(exited(open.requestId, code, signal));
    });
    this.#ended = once(this.#process, 'close').then(() => this.#listening.close());
  }

  get alive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null && !this.#process.killed;
  }

  /** @throws FunctionError as Lambda reports it: the handler's own, or that of a failed start, a dead process, a timeout. */
  async invoke(event: unknown): Promise<unknown> {
    const { functionArn, timeoutMs } = this.#options;
    const requestId = randomUUID();
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        timer = setTimeout(() => {
          reject(timedOut(requestId, timeoutMs));
          this.kill();
        }, timeoutMs);
        this.#api.offer({ requestId, functionArn, event, deadline: Date.now() + timeoutMs, resolve, reject });
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the process as a crash does: no handler of it runs. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** Kills the process, and waits until all that it printed has been read. */
  async close(): Promise<void> {
    this.kill();
    await this.#ended;
  }
}
