import type { Ending } from './walk.ts';

/** The story of a walk as a person reads it: what happened when, and what did not hold. */
export function timeline({ lines, problems }: Ending): string {
  const story = lines.map(({ at, text }) => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}  ${text}`);
  return [...story, ...problems.map((problem) => `  DOES NOT HOLD: ${problem}`)].join('\n');
}
