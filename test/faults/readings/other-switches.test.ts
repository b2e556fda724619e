import { describe, expect, it } from 'vitest';
import { OTHER_READINGS } from '../explore/readings.ts';
import { drawnSingles } from './drawn-singles.ts';

describe('whatever happens to any one call, however else emnify and Secrets Manager are read', () => {
  it.each(OTHER_READINGS)('all ends well: $name', { timeout: 240_000 }, async (reading) => {
    const { played, unwell } = await drawnSingles(reading);

    expect(unwell).toEqual([]);
    // The story without a fault, and some with one.
    expect(played).toBeGreaterThan(5);
  });
});
