import { describe, expect, it } from 'vitest';
import { COMBINED_READINGS } from '../explore/readings.ts';
import { drawnSingles } from './drawn-singles.ts';

describe('whatever happens to any one call, whichever keys emnify shows and however many it allows', () => {
  it.each(COMBINED_READINGS)('all ends well, or safely and reported: $name', { timeout: 240_000 }, async (reading) => {
    const { played, unwell } = await drawnSingles(reading);

    expect(unwell).toEqual([]);
    // The story without a fault, and some with one.
    expect(played).toBeGreaterThan(5);
  });
});
