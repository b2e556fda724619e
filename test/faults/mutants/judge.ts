import { Worker } from 'node:worker_threads';
import { BUGS } from './bugs.ts';
import type { Verdict } from './verdict.ts';

/** One judgement, in a thread that has the patched modules to itself. @param bug place in `BUGS`; none for the product as it is */
export function judge(bug?: number): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { bug } });
    worker.once('message', (verdict: Verdict) => {
      resolve(verdict);
      void worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`the thread of "${BUGS[bug ?? -1]?.name ?? 'no bug'}" ended with ${code}`)),
    );
  });
}

/** All bugs, so many at a time, in the order of the list. */
export async function judgeAll(atOnce: number): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const places = BUGS.keys();
  const lane = async () => {
    for (const place of places) verdicts[place] = await judge(place);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return verdicts;
}
