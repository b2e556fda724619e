import { expect, it } from 'vitest';
import { Progress } from '../../../functions/domain/fleet/progress.ts';
import { UserSlug } from '../../../functions/domain/identifiers.ts';

const ALICE = UserSlug.parse('alice');
const NOTHING = { at: 0, until: 0, begun: [], asked: [], settled: [], behind: false, blind: false };

it('knows for whom nothing authenticates until somebody acts', () => {
  const ending = { outcome: 'skipped', reason: 'a test' } as const;
  const settled = [
    { place: 0, ending, held: true },
    { place: 1, ending },
  ];

  const progress = new Progress([ALICE, UserSlug.parse('bob')]).with({ ...NOTHING, settled });

  expect(progress.held).toEqual([ALICE]);
});

it('counts rotations that began behind their time with the next minute too', () => {
  const roster = new Progress([ALICE, UserSlug.parse('bob')]);

  expect([...roster.with({ ...NOTHING, begun: [0, 1] }).spent].filter(([, count]) => count > 0)).toEqual([[0, 2]]);
  expect([...roster.with({ ...NOTHING, begun: [0, 1], behind: true }).spent]).toEqual([
    [0, 2],
    [1, 2],
  ]);
});
