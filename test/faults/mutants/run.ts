import { BUGS } from './bugs.ts';
import { judge, judgeAll } from './judge.ts';
import { conclusion, table } from './report.ts';

/** At a time; each is a thread with modules of its own. */
const AT_ONCE = 2;

/**
 * Does the checker bite? First the product as it is, in which no scene may find anything, then each planted bug.
 * @returns the exit code: 0 where nothing was found in the product, and every bug was caught
 */
export async function judgeMutants(json: boolean): Promise<number> {
  const began = performance.now();
  const print = (text: string) => process.stdout.write(`${text}\n`);
  const sound = await judge();
  if (sound.check !== undefined) {
    print(`The product itself fails, so that nothing can be judged: ${sound.scene}, ${sound.what}: ${sound.check}`);
    return 1;
  }
  const verdicts = await judgeAll(AT_ONCE);
  const seconds = (performance.now() - began) / 1_000;
  if (json) {
    print(JSON.stringify({ seconds, bugs: BUGS.map(({ name }, place) => ({ name, ...verdicts[place] })) }, null, 2));
  } else {
    print(`nothing planted: ${sound.runs} runs, and every rule held`);
    print(table(verdicts));
    print(conclusion(verdicts, seconds));
  }
  return verdicts.every(({ check }) => check !== undefined) ? 0 : 1;
}
