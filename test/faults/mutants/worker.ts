import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { BUGS } from './bugs.ts';
import { plant } from './plant.ts';
import type { Verdict } from './verdict.ts';

/** The place of the bug in the list; none to judge the product as it is. */
const { bug: place } = z.object({ bug: z.int().optional() }).parse(workerData);
const bug = place === undefined ? undefined : BUGS[place];

/** Plays scenes until one shows the bug. @throws Error where a patch was never loaded: then nothing was judged */
async function judge(): Promise<Verdict> {
  const { loaded } = plant(bug?.patches ?? []);
  const { SCENES } = await import('./scenes/all.ts');
  const missing = bug?.patches.find(({ file }) => !loaded.has(file));
  if (missing !== undefined) throw new Error(`functions/${missing.file} was patched and never loaded`);
  const likely = SCENES.filter(({ name }) => name === bug?.scene);
  if (bug !== undefined && likely.length !== 1) throw new Error(`there is no scene "${bug.scene}"`);
  let runs = 0;
  for (const scene of [...likely, ...SCENES.filter((other) => !likely.includes(other))]) {
    for await (const { what, problems } of scene.runs()) {
      runs += 1;
      const [check] = problems;
      if (check !== undefined) return { runs, scene: scene.name, what, check };
    }
  }
  return { runs };
}

parentPort?.postMessage(await judge());
