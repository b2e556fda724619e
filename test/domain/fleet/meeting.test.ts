import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meeting } from '../../../functions/domain/fleet/meeting.ts';

/** Of all orders of leaving and coming, the share in which more than `most` count at once. */
function shareAbove(most: number, leaving: number, coming: number, counted = leaving): number {
  if (counted > most) return 1;
  if (leaving + coming === 0) return 0;
  const next = leaving + coming;
  const leaves = leaving === 0 ? 0 : (leaving / next) * shareAbove(most, leaving - 1, coming, counted - 1);
  const comes = coming === 0 ? 0 : (coming / next) * shareAbove(most, leaving, coming - 1, counted + 1);
  return leaves + comes;
}

describe('the runs of two minutes five minutes apart', () => {
  it.each([
    [0, 0, 0],
    [5, 0, 5],
    [0, 5, 5],
    [1, 1, 2],
    [7, 7, 12],
    [3, 12, 14],
  ])('of which %i leave the window and %i come into it are at most %i at once', (leaving, coming, most) => {
    expect(meeting(leaving, coming)).toBe(most);
  });

  it('are more than that in at most one of a hundred orders, and would be more often with one less', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.nat(8), (leaving, coming) => {
        const most = meeting(leaving, coming);

        expect(shareAbove(most, leaving, coming)).toBeLessThanOrEqual(0.01);
        if (most > Math.max(leaving, coming)) {
          expect(shareAbove(most - 1, leaving, coming)).toBeGreaterThan(0.01);
        }
      }),
    );
  });
});
