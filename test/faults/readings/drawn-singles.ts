import { type Case, caseId } from '../explore/case.ts';
import { draw } from '../explore/draw.ts';
import type { Reading } from '../explore/readings.ts';
import { singles } from '../explore/singles.ts';

/** Of all single faults; where nothing can be rotated, four times as many calls go by. `npm run faults -- --only readings` plays all. */
const SHARE = 0.03;
const SHARE_STANDING_STILL = 0.006;
const SEED = 1;

/** Plays the story without a fault, and a share of those with one. @returns how many, and what did not end well, with why */
export async function drawnSingles(
  reading: Reading,
): Promise<{ readonly played: number; readonly unwell: readonly string[] }> {
  const share = reading.allowances?.standsStill === true ? SHARE_STANDING_STILL : SHARE;
  const isDrawn = (one: Case) => draw(SEED, caseId(one)) < share;
  let played = 0;
  const unwell: string[] = [];
  for await (const { id, outcome } of singles(reading, {
    wanted: (_, fault) => isDrawn({ reading, faults: [fault] }),
  })) {
    played += 1;
    if (outcome.problems.length > 0) unwell.push(`${id}: ${outcome.problems.join('; ')}`);
  }
  return { played, unwell };
}
