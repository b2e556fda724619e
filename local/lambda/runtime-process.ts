import { REGION } from '../account.ts';
import type { FunctionCode } from './registry.ts';
import { Sandbox } from './sandbox.ts';
import type { SharedClock } from './shared-clock.ts';

export interface RuntimeProcessOptions {
  readonly functionArn: string;
  /** Path of the bundle: an `.mjs` file that exports `handler`. */
  readonly bundle: string;
  /** The function's environment variables, and the `AWS_ENDPOINT_URL_*` of the simulated services it calls. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds of the machine's own clock, start of the process included. */
  readonly timeoutMs: number;
  /** True: each invocation starts a process. False: an idle one is used again, as Lambda does. */
  readonly fresh: boolean;
  /** The time that the processes live in; the machine's without it. */
  readonly clock?: SharedClock;
}

// A function in Lambda has these too; the stand-ins check no signature, so any will do.
const ambient = {
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'embedded-stack',
  AWS_SECRET_ACCESS_KEY: 'embedded-stack',
  AWS_SESSION_TOKEN: 'embedded-stack',
};

/** A function as its built bundle, in processes of its own: one for each invocation that runs at the same time. */
export class RuntimeProcess {
  readonly #options: RuntimeProcessOptions;
  readonly #sandboxes = new Set<Sandbox>();
  readonly #idle = new Set<Sandbox>();
  #output = '';
  #starts = 0;

  constructor(options: RuntimeProcessOptions) {
    this.#options = options;
  }

  /** For the registry. Throws `FunctionError` as Lambda reports it. */
  readonly code: FunctionCode = async (event) => {
    const sandbox = this.#take() ?? (await this.#start());
    try {
      return await sandbox.invoke(event);
    } finally {
      if (this.#options.fresh || !sandbox.alive) await this.#end(sandbox);
      else this.#idle.add(sandbox);
    }
  };

  /** All that the processes have printed to stdout and stderr; complete for those that ended. */
  get output(): string {
    return this.#output;
  }

  /** How many processes were started: each is a cold start. */
  get starts(): number {
    return this.#starts;
  }

  /** A crash: every process dies where it stands, and the invocations in it fail as Lambda reports that. */
  kill(): void {
    for (const sandbox of this.#sandboxes) sandbox.kill();
  }

  /** Ends all processes, and waits until their output has been read. */
  async close(): Promise<void> {
    await Promise.all([...this.#sandboxes].map((sandbox) => this.#end(sandbox)));
  }

  #take(): Sandbox | undefined {
    for (const sandbox of this.#idle) {
      this.#idle.delete(sandbox);
      if (sandbox.alive) return sandbox;
    }
    return undefined;
  }

  async #start(): Promise<Sandbox> {
    const { functionArn, bundle, environment, timeoutMs, clock } = this.#options;
    this.#starts += 1;
    const print = (text: string) => {
      this.#output += text;
    };
    const sandbox = await Sandbox.start({
      functionArn,
      bundle,
      environment: { ...ambient, ...environment },
      timeoutMs,
      print,
      ...(clock === undefined ? {} : { clock }),
    });
    this.#sandboxes.add(sandbox);
    return sandbox;
  }

  async #end(sandbox: Sandbox): Promise<void> {
    this.#idle.delete(sandbox);
    this.#sandboxes.delete(sandbox);
    await sandbox.close();
  }
}
