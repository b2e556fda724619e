import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { run } from '../../../cli/program.ts';
import { type Running, runLive } from '../../../local/live/run.ts';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command in this process, as in a pipe: no terminal anywhere. @param typed what comes on stdin */
export async function command(
  args: readonly string[],
  { environment = {}, typed = '' }: { readonly environment?: NodeJS.ProcessEnv; readonly typed?: string } = {},
): Promise<Ended> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end(typed);
  const outputs = Promise.all([text(stdout), text(stderr)]);
  const code = await run(args, {
    stdin,
    stdout,
    stderr,
    environment,
    onInterrupt: () => () => {},
    exit: (wanted) => {
      throw new Error(`expected no exit in the middle, got one with ${wanted}`);
    },
  });
  stdout.end();
  stderr.end();
  const [out, err] = await outputs;
  return { code, stdout: out, stderr: err };
}

/** A running embedded stack, and the command on it with `--local`. */
export class LocalStack {
  readonly environment: NodeJS.ProcessEnv;
  readonly running: Running;
  readonly #folder: string;

  private constructor(folder: string, environment: NodeJS.ProcessEnv, running: Running) {
    this.#folder = folder;
    this.environment = environment;
    this.running = running;
  }

  static async start(start?: Date): Promise<LocalStack> {
    const folder = await mkdtemp(join(tmpdir(), 'emnify-mfa-test-'));
    const directory = join(folder, 'state');
    return new LocalStack(folder, { EMNIFY_MFA_LOCAL_DIR: directory }, await runLive(directory, start));
  }

  /** @param line without secrets, split at spaces */
  on(line: string, typed = ''): Promise<Ended> {
    return command([...line.split(' '), '--local'], { environment: this.environment, typed });
  }

  /** Lets minutes of the stack's time pass until the command has ended. */
  async whileTimePasses(line: string, typed = ''): Promise<Ended> {
    let ended: Ended | undefined;
    const running = this.on(line, typed).then((it) => {
      ended = it;
    });
    while (ended === undefined) await Promise.race([running, this.machine('local advance PT1M')]);
    return ended;
  }

  machine(line: string): Promise<Ended> {
    return command(line.split(' '), { environment: this.environment });
  }

  async close(): Promise<void> {
    this.running.stop();
    await this.running.stopped;
    await rm(this.#folder, { recursive: true });
  }
}
