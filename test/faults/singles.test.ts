import { describe, expect, it } from 'vitest';
import { caseId } from './explore/case.ts';
import { draw } from './explore/draw.ts';
import { DEFAULT_READING, READINGS } from './explore/readings.ts';
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

/** Calls that change what emnify or Secrets Manager has of a key: where a reading makes the difference. */
const KEY_WRITES = /^(POST \S+mfa|PATCH|DELETE \S+mfa\/\{key_id\}|PutSecretValue|UpdateSecretVersionStage)/;

/** Of the cases under readings other than the default one, by a seed: `npm run faults -- --only readings` plays all. */
const SHARE = 0.1;
const SEED = 1;

describe('whatever happens to any one call of a rotation, of the retirement and of the reconciles after it', () => {
  it('all ends well', { timeout: 600_000 }, async () => {
    const played = await all(singles(DEFAULT_READING));

    expect(played.length).toBeGreaterThan(1_000);
    expect(unwell(played)).toEqual([]);
    expect(played.filter(({ outcome }) => outcome.neededOperator)).toEqual([]);
    expect(Math.max(...played.map(({ outcome }) => outcome.refusedWithinAnHour))).toBe(0);
  });
});

describe('where a process dies right after a key was made, stored, activated, promoted or deleted, or the reply is lost', () => {
  const strikes = ['crash-after', 'cut-after'];
  let struck = 0;

  for (const reading of READINGS.slice(1)) {
    it(`all ends well, or safely and reported, in the tenth drawn: ${reading.name}`, {
      timeout: 120_000,
    }, async () => {
      const played = await all(
        singles(reading, {
          wanted: ({ operation }, fault) => {
            if (!KEY_WRITES.test(operation) || !strikes.includes(fault.name) || fault.always) return false;
            return draw(SEED, caseId({ reading, faults: [fault] })) < SHARE;
          },
        }),
      );

      // The first is the story without a fault.
      expect(played.length).toBeGreaterThan(0);
      expect(unwell(played)).toEqual([]);
      struck += played.length - 1;
    });
  }

  it('and the draw is many stories', () => {
    expect(struck).toBeGreaterThan(100);
  });
});
