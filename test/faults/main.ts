import { availableParallelism } from 'node:os';
import { HELP, type Options, parseOptions } from './command/options.ts';
import { Pool } from './command/pool.ts';
import { playGroups } from './command/run.ts';
import { type Tally, tableOf } from './command/tally.ts';
import { timelineOf } from './command/timeline.ts';
import { parseCaseId } from './explore/case.ts';
import { play } from './explore/singles.ts';
import { parseInterleavingId, playInterleaving } from './interleave/play.ts';
import { judgeMutants } from './mutants/run.ts';
import { walkAtRandom } from './walks/run.ts';

/** Failures that are told call by call; of the others the list has the ids. */
const TOLD = 3;

async function main(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(args);
    if (options.only !== undefined && parseInterleavingId(options.only) === undefined) parseCaseId(options.only);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nTry: npm run faults -- --help\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (options.mutants) return judgeMutants(options.json);
  if (options.walks !== undefined) return walkAtRandom(options, options.walks.path);
  return options.only === undefined ? playAll(options) : tell(options.only);
}

async function playAll(options: Options): Promise<number> {
  const began = performance.now();
  const pool = new Pool(availableParallelism());
  const tallies = await playGroups(options, pool, showProgress);
  await pool.close();
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const seconds = Math.round((performance.now() - began) / 1000);
  const failures = tallies.flatMap((tally) => tally.failures);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ seed: options.seed, seconds, groups: tallies }, null, 2)}\n`);
  } else {
    process.stdout.write(`${tableOf(tallies)}\nseed ${options.seed}, ${seconds} s\n`);
    for (const { id, problems } of failures) process.stdout.write(`\nfailed: ${id}\n  ${problems.join('\n  ')}\n`);
    for (const { id } of failures.slice(0, TOLD)) process.stdout.write(`\n${await storyOf(id)}`);
  }
  return failures.length === 0 ? 0 : 1;
}

async function tell(id: string): Promise<number> {
  process.stdout.write(await storyOf(id));
  return (await outcomeOf(id)).problems.length === 0 ? 0 : 1;
}

async function storyOf(id: string): Promise<string> {
  return timelineOf({ id, outcome: await outcomeOf(id) });
}

async function outcomeOf(id: string) {
  const interleaving = parseInterleavingId(id);
  if (interleaving === undefined) return (await play(parseCaseId(id))).outcome;
  return (await playInterleaving(interleaving.scenario, interleaving.schedule)).outcome;
}

function showProgress({ what, played, failures }: Tally): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\x1b[K${what}: ${played} stories, ${failures.length} failed`);
}

process.exitCode = await main(process.argv.slice(2));
