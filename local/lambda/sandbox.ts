import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Listening } from '../service.ts';
import { exited, timedOut } from './function-error.ts';
import { RuntimeApi } from './runtime-api.ts';
import type { SharedClock } from './shared-clock.ts';

const bootstrap = fileURLToPath(new URL('./bootstrap.ts', import.meta.url));
const virtualTime = new URL('./virtual-time.ts', import.meta.url).href;

const Wait = z.object({ id: z.number(), ms: z.number() });

export interface SandboxOptions {
  readonly functionArn: string;
  /** Path of the bundle. */
  readonly bundle: string;
  /** The whole environment of the process, but for AWS_LAMBDA_RUNTIME_API and PATH. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** The time that the process lives in; the machine's without it. */
  readonly clock?: SharedClock;
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
    const { clock } = options;
    const preload = clock === undefined ? [] : ['--import', virtualTime];
    this.#process = spawn(process.execPath, [...preload, bootstrap, options.bundle], {
      env: {
        PATH: process.env.PATH,
        ...options.environment,
        AWS_LAMBDA_RUNTIME_API: new URL(listening.url).host,
        ...(clock === undefined ? {} : { STACK_CLOCK_FILE: clock.file }),
      },
      stdio: ['ignore', 'pipe', 'pipe', ...(clock === undefined ? [] : ['ipc' as const])],
    });
    if (clock !== undefined) this.#process.on('message', (message) => this.#wait(clock, Wait.parse(message)));
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
        const now = this.#options.clock?.now() ?? Date.now();
        this.#api.offer({ requestId, functionArn, event, deadline: now + timeoutMs, resolve, reject });
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async #wait(clock: SharedClock, { id, ms }: z.output<typeof Wait>): Promise<void> {
    await clock.sleep(ms);
    // Killed in its sleep, it needs no waking.
    if (this.#process.connected) this.#process.send(id);
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
