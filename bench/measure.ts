import { execFile } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';

const run = promisify(execFile);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Milliseconds from the start of a process to its end. @throws where it fails */
async function processTime({ file, args, env, cwd }: Command): Promise<number> {
  const began = performance.now();
  await run(file, args, { env: { PATH: process.env['PATH'], ...env }, ...(cwd === undefined ? {} : { cwd }) });
  return performance.now() - began;
}

/** Medians of processes that are started in turn, so that a busy moment of the machine meets all of them. */
export async function interleaved(
  commands: Readonly<Record<string, Command>>,
  rounds: number,
): Promise<Readonly<Record<string, number>>> {
  const times = new Map<string, number[]>(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, command] of Object.entries(commands)) times.get(name)?.push(await processTime(command));
  }
  return Object.fromEntries([...times].map(([name, values]) => [name, median(values)]));
}
