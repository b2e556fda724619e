import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { root } from './pages.ts';

const Manifest = z.object({ scripts: z.record(z.string(), z.string()) });

/** The npm scripts, by their names. */
export const scripts = Manifest.parse(JSON.parse(readFileSync(`${root}package.json`, 'utf8'))).scripts;

/** Too long for `.ci/run`: which tests run what the script runs, on less. */
const SHORTENED: Readonly<Record<string, string>> = {
  fleet: 'test/rotate-fleet',
};

/** For a person at work: nothing that must hold. That the script starts is checked all the same. */
const ON_DEMAND: Readonly<Record<string, string>> = {
  bench: 'measures for minutes, and best on an idle machine; test/budgets holds bundles and calls to what it found',
  fix: 'puts the format right; `check`, which .ci/run calls, says whether it is',
  mutation: 'takes hours',
};

const ci = readFileSync(`${root}.ci/run`, 'utf8');

interface Script {
  readonly name: string;
  /** For the script itself. */
  readonly args: readonly string[];
}

/** `npm start`, `npm test` and `npm run <name>`, with what follows `--`; undefined where it is nothing of these. */
export function scriptOf(words: readonly string[]): Script | undefined {
  const [npm, ...rest] = words.filter((word) => word !== '--silent');
  if (npm !== 'npm') return undefined;
  const [verb = '', ...others] = rest;
  const [name = '', ...more] = verb === 'run' ? others : [verb, ...others];
  if (verb === 'ci') return undefined;
  return { name, args: more[0] === '--' ? more.slice(1) : more };
}

/** A sentence for each thing that is wrong with showing this script. */
export async function faultsOfScript({ name, args }: Script): Promise<readonly string[]> {
  const line = scripts[name];
  if (line === undefined) return [`package.json has no script ${name}`];
  const faults: string[] = [];
  const tests = SHORTENED[name];
  const isOnDemand = name in ON_DEMAND;
  if (tests !== undefined && !existsSync(`${root}${tests}`)) faults.push(`${tests}, which tests it, is gone`);
  if (tests === undefined && !isOnDemand && !isCalledByCi(name)) {
    faults.push(`.ci/run does not call ${name}, and test/docs/support/scripts.ts does not say who does`);
  }
  const [interpreter, entry] = line.split(' ');
  if (interpreter === 'node' && entry !== undefined) faults.push(...(await optionFaults(entry, args)));
  else if (args.length > 0) faults.push(`${name} takes no options of ours: ${args.join(' ')}`);
  return faults;
}

function isCalledByCi(name: string): boolean {
  const call = name === 'test' || name === 'start' ? `npm ${name}` : `npm run ${name}`;
  return ci.split('\n').some((line) => new RegExp(`^(step|tests) ${call}( |$)`).test(line));
}

/** Options that the script does not know it refuses before it looks at `--help`. */
function optionFaults(entry: string, args: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve) => {
    execFile(process.execPath, [entry, ...args, '--help'], { cwd: root }, (error, stdout, stderr) => {
      const isFine = error === null && stdout.includes('Usage');
      resolve(isFine ? [] : [`${entry} ${args.join(' ')}: ${stderr.trim() || 'shows no usage'}`]);
    });
  });
}
