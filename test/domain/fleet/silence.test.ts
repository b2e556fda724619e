import { describe, expect, it } from 'vitest';
import { isProbe, MOST_SILENT, silenceAfter } from '../../../functions/domain/fleet/silence.ts';

describe('the silence of emnify', () => {
  it('begins where none of the last batch has ended, and five or more are late', () => {
    expect(silenceAfter(0, { answered: 0, unanswered: 5, late: 5 })).toBe(1);
    expect(silenceAfter(0, { answered: 0, unanswered: 1, late: 5 })).toBe(1);
  });

  it.each([
    ['one of them has ended', { answered: 1, unanswered: 19, late: 19 }],
    ['only four are late', { answered: 0, unanswered: 4, late: 4 }],
    ['the late ones are of batches before the last', { answered: 0, unanswered: 0, late: 20 }],
    ['nothing is under way', { answered: 0, unanswered: 0, late: 0 }],
  ])('does not begin where %s', (_, seen) => {
    expect(silenceAfter(0, seen)).toBe(0);
  });

  it('lasts while nothing is heard, also from those that were not asked', () => {
    expect(silenceAfter(3, { answered: 0, unanswered: 0, late: 20 })).toBe(4);
    expect(silenceAfter(3, { answered: 0, unanswered: 1, late: 21 })).toBe(4);
  });

  it('ends with the first answer', () => {
    expect(silenceAfter(30, { answered: 1, unanswered: 20, late: 20 })).toBe(0);
  });

  it('is probed soon at first and then each eight minutes, so that its end is noticed', () => {
    const probes = Array.from({ length: 32 }, (_, index) => index + 1).filter(isProbe);

    expect(probes).toEqual([1, 2, 4, 8, 16, 24, 32]);
    expect(Array.from({ length: MOST_SILENT }, (_, index) => index + 1).filter(isProbe)).toHaveLength(10);
  });
});
