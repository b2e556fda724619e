import { describe, expect, it } from 'vitest';
import { DEFAULT_READING } from './explore/readings.ts';
import { type Played, singles } from './explore/singles.ts';

async function all(stories: AsyncIterable<Played>): Promise<readonly Played[]> {
  const list: Played[] = [];
  for await (const one of stories) list.push(one);
  return list;
}

/** Each case that did not end well, with what did not hold. */
function unwell(played: readonly Played[]): readonly string[] {
  return played
    .filter(({ outcome }) => outcome.problems.length > 0)
    .map(({ id, outcome }) => `${id}: ${outcome.problems.join('; ')}`);
}

describe('whatever happens to any one call of a rotation, of the retirement and of the reconciles after it', () => {
  it('all ends well', { timeout: 600_000 }, async () => {
    const played = await all(singles(DEFAULT_READING));

    expect(played.length).toBeGreaterThan(1_000);
    expect(unwell(played)).toEqual([]);
    expect(played.filter(({ outcome }) => outcome.neededOperator)).toEqual([]);
    expect(Math.max(...played.map(({ outcome }) => outcome.refusedWithinAnHour))).toBe(0);
  });
});
