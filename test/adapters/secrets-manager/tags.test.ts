import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../../functions/domain/errors.ts';
import { actions, freshStandIn, meet, PASSING_FAULTS, SECRET, tags } from './stand-in.ts';

const standIn = freshStandIn();

describe('tags', () => {
  const two = new Map([
    ['emnify-mfa:proven', '717'],
    ['emnify-mfa:superseded/716', '2026-11-02T00:00:00.000Z'],
  ]);

  it.each(PASSING_FAULTS)('are written in one call, also through %s, and others stay', async (_, fault) => {
    meet(standIn(), 'TagResource', fault);

    await standIn().store.tag(SECRET, two);

    expect(tags(standIn())).toEqual({ app: 'emnify-mfa-rotation', ...Object.fromEntries(two) });
  });

  it.each(PASSING_FAULTS)(
    'are removed in one call, also through %s, whether they are there or not',
    async (_, fault) => {
      await standIn().store.tag(SECRET, two);
      meet(standIn(), 'UntagResource', fault);

      await standIn().store.untag(SECRET, [...two.keys(), 'emnify-mfa:hold']);

      expect(tags(standIn())).toEqual({ app: 'emnify-mfa-rotation' });
    },
  );

  it('cost no call where there are none', async () => {
    await standIn().store.tag(SECRET, new Map());
    await standIn().store.untag(SECRET, []);

    expect(actions(standIn())).toEqual([]);
  });

  it.each([
    ['of others', ['app']],
    ['of others among ours', ['emnify-mfa:proven', 'app']],
    ['more than 50', Array.from({ length: 51 }, (_, n) => `emnify-mfa:superseded/${n + 1}`)],
  ])('are neither written nor removed: %s', async (_, keys) => {
    await expect(standIn().store.tag(SECRET, new Map(keys.map((key) => [key, 'x'])))).rejects.toThrow(InvalidInput);
    await expect(standIn().store.untag(SECRET, keys)).rejects.toThrow(InvalidInput);
    expect(actions(standIn())).toEqual([]);
  });
});
