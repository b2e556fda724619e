import { describe, expect, it } from 'vitest';
import { explore } from './explore.ts';
import { timeline } from './timeline.ts';
import { walk } from './walk.ts';

describe('a walk through months of rotations, faults, operators and people in the portal', () => {
  it('keeps every rule, and ends as it should once the faults are over', { timeout: 120_000 }, async () => {
    const { walks, failure } = await explore({ count: 25, seed: 1 });

    expect(failure?.story).toBeUndefined();
    expect(walks).toBe(25);
  });

  it('is told so that a person can follow it', async () => {
    const ending = await walk([
      { does: 'rotate' },
      { does: 'fault', fault: 'cut-after', after: 3 },
      { does: 'time', hours: 25 },
    ]);

    expect(ending.problems).toEqual([]);
    expect(timeline(ending)).toContain('2026-11-04 08:00:00  somebody asks for a rotation');
    expect(timeline(ending)).toMatch(/reconcile-user \w+; .* met cut-after/);
  });

  it('finds what does not hold, and shows it', () => {
    const ending = { lines: [{ at: 0, text: 'a rotation' }], problems: ['invariant 1: no key'], lasted: 0 };
    expect(timeline(ending)).toBe('1970-01-01 00:00:00  a rotation\n  DOES NOT HOLD: invariant 1: no key');
  });
});
