import type { Options } from '../command/options.ts';
import { explore } from './explore.ts';

/** Some hundred walks take less than a minute on two cores that have nothing else to do. */
const WALKS = 300;

/** Walks at random, and tells the shortest story that does not hold. @returns the exit code */
export async function walkAtRandom({ seed, sample = WALKS, json }: Options, path: string | undefined): Promise<number> {
  const began = performance.now();
  const { walks, days, failure } = await explore({ count: sample, seed, ...(path === undefined ? {} : { path }) });
  const seconds = Math.round((performance.now() - began) / 1_000);
  if (json) {
    process.stdout.write(`${JSON.stringify({ seed, seconds, walks, days, ...(failure && { failure }) }, null, 2)}\n`);
  } else {
    if (failure !== undefined) process.stdout.write(`${failure.story}\n\nrepeat it: ${failure.repeat}\n`);
    const verdict = failure === undefined ? 'every rule held' : 'a rule did not hold';
    process.stdout.write(`${walks} walks through ${days} days in ${seconds} s, seed ${seed}: ${verdict}\n`);
  }
  return failure === undefined ? 0 : 1;
}
