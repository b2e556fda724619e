import fc from 'fast-check';
import { type Step, walks } from './steps.ts';
import { timeline } from './timeline.ts';
import { type Ending, walk } from './walk.ts';

export interface Explored {
  readonly walks: number;
  /** Days of virtual time, all walks together. */
  readonly days: number;
  /** The shortest walk that failed, with its story and what repeats it. */
  readonly failure?: { readonly story: string; readonly problems: readonly string[]; readonly repeat: string };
}

/** Walks at random, the same for the same seed, and shrinks the first that fails. @param path of a failure found before */
export async function explore(options: {
  readonly count: number;
  readonly seed: number;
  readonly path?: string;
}): Promise<Explored> {
  const { count, seed, path } = options;
  let played = 0;
  let lasted = 0;
  const holds = async (steps: readonly Step[]): Promise<boolean> => {
    const ending = await walk(steps);
    played += 1;
    lasted += ending.lasted;
    return ending.problems.length === 0;
  };
  const details = await fc.check(fc.asyncProperty(walks, holds), {
    seed,
    numRuns: count,
    ...(path === undefined ? {} : { path, endOnFailure: true }),
  });
  const figures = { walks: played, days: Math.round(lasted / 86_400_000) };
  if (!details.failed) return figures;
  const ending: Ending | undefined =
    details.counterexample === null ? undefined : await walk(details.counterexample[0]);
  const repeat = `npm run faults -- --only walks --seed ${seed} --path ${details.counterexamplePath}`;
  if (ending === undefined) throw new Error('expected a walk that fails', { cause: details.errorInstance });
  return { ...figures, failure: { story: timeline(ending), problems: ending.problems, repeat } };
}
