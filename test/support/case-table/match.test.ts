import { describe, expect, it } from 'vitest';
import { mismatches } from './match.ts';

const NOW = Date.parse('2027-01-15T10:30:00Z');

const matching: readonly [string, unknown, unknown][] = [
  ['members that the case does not name', { a: 1 }, { a: 1, b: 2 }],
  ['an absent member by $present false', { a: { $present: false } }, {}],
  ['a text by $matches', { $matches: '^ab' }, 'abc'],
  ['anything else by $not', { $not: 'a' }, 'b'],
  ['a list by $length', { $length: 2 }, [1, 2]],
  ['one option of $oneOf', { $oneOf: [{ $present: false }, []] }, undefined],
  ['the items of $includes among others', { $includes: [{ a: 1 }] }, [{ a: 2 }, { a: 1, b: 1 }]],
  ['a list without the items of $excludes', { $excludes: [{ a: 1 }] }, [{ a: 2 }]],
  ['$sameItems in any order', { $sameItems: [1, 2] }, [2, 1]],
  ['$sameItems where an item fits several', { $sameItems: [{ $present: true }, 'a'] }, ['a', 'b']],
  ['exactly the members of $keys, but for the metadata of the SDK', { $keys: { a: 1 } }, { a: 1, $metadata: {} }],
  ['bytes by $base64', { $base64: 'Zm9v' }, new Uint8Array([102, 111, 111])],
  ['a later date by $after', { $after: new Date(NOW) }, new Date(NOW + 1)],
  ['an instant by $instant', { $instant: '2027-01-15T10:30:00Z' }, new Date(NOW)],
  ['a date by $daysFromNow, to the hour', { $daysFromNow: 7 }, new Date(NOW + 7 * 86_400_000 + 3_600_000)],
];

const differing: readonly [string, unknown, unknown][] = [
  ['another value', { a: 1 }, { a: 2 }],
  ['a missing member', { a: 1 }, {}],
  ['a value where none may be', { a: { $present: false } }, { a: 0 }],
  ['a list of another order', [1, 1, 2], [1, 2, 2]],
  ['a list of another length', [1], [1, 2]],
  ['one thing where a list is expected', [1], 1],
  ['a text that $matches does not', { $matches: '^b' }, 'abc'],
  ['what $not forbids', { $not: 'a' }, 'a'],
  ['no option of $oneOf', { $oneOf: [1, 2] }, 3],
  ['an item of $includes missing', { $includes: [1] }, [2]],
  ['an item of $excludes present', { $excludes: [1] }, [1, 2]],
  ['$sameItems with one twice', { $sameItems: [1, 1] }, [1, 2]],
  ['a member beyond $keys', { $keys: { a: 1 } }, { a: 1, b: 2 }],
  ['other bytes', { $base64: 'Zm9v' }, new Uint8Array([102])],
  ['the same date by $after', { $after: new Date(NOW) }, new Date(NOW)],
  ['another instant', { $instant: '2027-01-15T10:30:01Z' }, new Date(NOW)],
  ['a date an hour and a second off by $daysFromNow', { $daysFromNow: 7 }, new Date(NOW + 7 * 86_400_000 + 3_601_000)],
];

describe('An expectation of the case tables', () => {
  it.each(matching)('accepts %s', (_, expected, actual) => {
    expect(mismatches(expected, actual, NOW)).toEqual([]);
  });

  it.each(differing)('finds %s', (_, expected, actual) => {
    expect(mismatches(expected, actual, NOW)).toHaveLength(1);
  });

  it('names the place of the difference', () => {
    expect(mismatches({ list: [{ a: 1 }] }, { list: [{ a: 2 }] }, NOW)).toEqual([
      'answer.list[0].a: expected 1, got 2',
    ]);
  });

  it('refuses an operator that it does not know', () => {
    expect(() => mismatches({ $near: 1 }, 1, NOW)).toThrow('unknown operator: $near');
  });
});
