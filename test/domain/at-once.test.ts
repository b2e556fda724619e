import { expect, it } from 'vitest';
import { atOnce } from '../../functions/domain/at-once.ts';

const later = async <T>(turns: number, end: () => T): Promise<T> => {
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  return end();
};
const fail = (word: string) => () => {
  throw new Error(word);
};

it('gives the results in the order in which the work was given', async () => {
  expect(await atOnce([later(9, () => 'slow'), later(1, () => 2)])).toEqual(['slow', 2]);
});

it('throws the first failure of that order, whichever came first, once nothing is under way any more', async () => {
  let ended = false;
  const last = later(20, () => {
    ended = true;
  });

  await expect(atOnce([later(9, fail('first')), later(1, fail('second')), last])).rejects.toThrow('first');
  expect(ended).toBe(true);
});
