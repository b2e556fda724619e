import { availableParallelism } from 'node:os';
import { judge, judgeAll } from './judge.ts';
import { conclusion, table } from './report.ts';

/**
 * Does the checker bite? First the product as it is, in which no scene may find anything, then each planted bug.
 * @returns whether nothing was found in the product, and every bug was caught
 */
export async function judgeMutants(print: (text: string) => void): Promise<boolean> {
  const began = performance.now();
  const sound = await judge();
  if (sound.check !== undefined) {
    print(`The product itself fails, so that nothing can be judged: ${sound.scene}, ${sound.what}: ${sound.check}`);
    return false;
  }
  print(`nothing planted: ${sound.runs} runs, and every rule held`);
  const verdicts = await judgeAll(Math.min(2, availableParallelism()));
  print(table(verdicts));
  print(conclusion(verdicts, (performance.now() - began) / 1_000));
  return verdicts.every(({ check }) => check !== undefined);
}
