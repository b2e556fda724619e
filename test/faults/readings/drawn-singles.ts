import { type Case, caseId } from '../explore/case.ts';
import { draw } from '../explore/draw.ts';
import type { Reading } from '../explore/readings.ts';
import { singles } from '../explore/singles.ts';

/** Of all single faults: `npm run faults -- --only readings` plays every one. */
const SHARE = 0.05;
const SEED = 1;

/** Plays the story without a fault, and a twentieth of those with one. @returns how many, and what did not end well, with why */
export async function drawnSingles(
  reading: Reading,
): Promise<{ readonly played: number; readonly unwell: readonly string[] }> {
  const isDrawn = (one: Case) => draw(SEED, caseId(one)) < SHARE;
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
