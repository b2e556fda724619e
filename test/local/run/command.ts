import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Ended {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
  /** Of the machine's own clock. */
  readonly ms: number;
}

/** What `npm start` runs, its output read through a pipe. */
export async function start(
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const began = performance.now();
  return new Promise((resolve) => {
    const options = { cwd: root, env: { PATH: process.env['PATH'], ...environment } };
    execFile(process.execPath, ['local/start.ts', ...args], options, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr, ms: performance.now() - began });
    });
  });
}
