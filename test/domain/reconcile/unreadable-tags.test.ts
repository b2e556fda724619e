import { describe, expect, it } from 'vitest';
import { UnreadableState } from '../../../functions/domain/errors.ts';
import { parseMemory, readMemory } from '../../../functions/domain/memory.ts';

const read = (tags: Readonly<Record<string, string>>) => readMemory(new Map(Object.entries(tags)));
const parse = (tags: Readonly<Record<string, string>>) => () => parseMemory(new Map(Object.entries(tags)));

const READABLE = {
  'emnify-mfa:attempts': 'unanswered=1 refused=0 at=2026-11-23T09:00:00Z',
  'emnify-mfa:hold': 'lockout until=2026-11-23T10:00:00Z',
  'emnify-mfa:proven': '12',
  'emnify-mfa:proof': 'key=12 version=11111111-1111-4111-8111-111111111111 at=2026-11-23T09:00:00Z',
  'emnify-mfa:superseded/11': '2026-11-24T09:00:00Z',
};

describe('reading the memory from tags of which some are nonsense', () => {
  it('finds nothing unreadable in what the rotation writes', () => {
    expect(read(READABLE)).toEqual({ memory: parse(READABLE)(), unreadable: [] });
  });

  it('does not look at tags of other names', () => {
    expect(read({ 'emnify-mfa:user': 'robot', owner: 'security' })).toEqual({ memory: parse({})(), unreadable: [] });
  });

  it('takes a deadline that cannot be read for one that never passes, and keeps the others', () => {
    const { memory, unreadable } = read({ ...READABLE, 'emnify-mfa:superseded/10': 'tomorrow' });

    expect([...memory.superseded]).toEqual([
      [10, Number.POSITIVE_INFINITY],
      [11, Date.parse('2026-11-24T09:00:00Z')],
    ]);
    expect(unreadable).toEqual([expect.stringContaining('emnify-mfa:superseded/10')]);
  });

  it('names a superseded tag whose key id cannot be read, and records no key for it', () => {
    const { memory, unreadable } = read({ 'emnify-mfa:superseded/ten': '2026-11-24T09:00:00Z' });

    expect(memory.superseded.size).toBe(0);
    expect(unreadable).toEqual([expect.stringContaining('emnify-mfa:superseded/ten')]);
  });

  it('takes a hold that cannot be read for one that an operator must release', () => {
    const { memory, unreadable } = read({ ...READABLE, 'emnify-mfa:hold': 'code until=soon' });

    expect(memory.hold).toEqual({ kind: 'operator' });
    expect(unreadable).toEqual([expect.stringContaining('emnify-mfa:hold')]);
  });

  it('holds until an operator looks where nobody knows how often a password was tried', () => {
    const { memory, unreadable } = read({ ...READABLE, 'emnify-mfa:attempts': 'a few' });

    expect(memory.hold).toEqual({ kind: 'operator' });
    expect(unreadable).toEqual([expect.stringContaining('emnify-mfa:attempts')]);
  });

  it('takes a proof that cannot be read for none', () => {
    const { memory, unreadable } = read({ ...READABLE, 'emnify-mfa:proven': 'yes' });

    expect(memory.proven).toBeUndefined();
    expect(memory.hold).toEqual(parse(READABLE)().hold);
    expect(unreadable).toEqual([expect.stringContaining('emnify-mfa:proven')]);
  });

  it('never repeats what a tag held, which could be a secret pasted in the wrong place', () => {
    const pasted = 'JBSWY3DPEHPK3PXP';
    const names = Object.keys(READABLE);
    const { unreadable } = read(Object.fromEntries(names.map((name) => [name, pasted])));

    expect(unreadable).toHaveLength(names.length);
    expect(unreadable.join()).not.toContain(pasted);
  });

  it('is refused as a whole by a rotation, which names every tag at fault', () => {
    const tags = { ...READABLE, 'emnify-mfa:proven': 'yes', 'emnify-mfa:superseded/10': 'tomorrow' };

    expect(parse(tags)).toThrow(UnreadableState);
    expect(parse(tags)).toThrow(/emnify-mfa:proven.*emnify-mfa:superseded\/10/);
  });
});
