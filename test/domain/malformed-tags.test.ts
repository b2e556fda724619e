import { describe, expect, it } from 'vitest';
import { readMemory } from '../../functions/domain/memory.ts';

const VERSION = '11111111-1111-4111-8111-111111111111';
const unreadable = (name: string, value: string) => readMemory(new Map([[`emnify-mfa:${name}`, value]])).unreadable;

describe('a tag that was changed by hand is told with what was expected', () => {
  it.each([
    ['attempts', '"none" or "unanswered=N refused=N at=<ISO 8601>"'],
    ['hold', '"none", "operator", "credentials version=<id>", "code until=<ISO 8601>" or "lockout until=<ISO 8601>"'],
    ['offboarding', '"none", "delete-keys" or "keep-keys"'],
    ['owner', '"none" or "version=<id>"'],
    ['proof', '"none" or "key=<id> version=<id> at=<ISO 8601>"'],
    ['proven', 'the id of an MFA key, a whole number'],
    ['superseded/7', 'an instant as ISO 8601 in UTC, e.g. 2026-11-23T09:00:00Z'],
  ])('as %s', (name, expected) => {
    expect(unreadable(name, 'nonsense')).toEqual([
      `tag emnify-mfa:${name}: expected ${expected}; only the rotation writes it: correct it or remove it`,
    ]);
  });
});

describe('a tag is not read', () => {
  it.each([
    ['attempts', 'unanswered=1 refused=0'],
    ['attempts', 'unanswered=1 refused=0 at=2026-11-23'],
    ['attempts', 'x unanswered=1 refused=0 at=2026-11-23T09:00:00Z'],
    ['attempts', 'unanswered=1 refused=0 at=2026-11-23T09:00:00Z x'],
    ['attempts', 'unanswered=1234567 refused=0 at=2026-11-23T09:00:00Z'],
    ['hold', 'operators'],
    ['hold', 'code'],
    ['hold', 'pause until=2026-11-23T09:00:00Z'],
    ['hold', 'x code until=2026-11-23T09:00:00Z'],
    ['hold', 'code until=2026-11-23T09:00:00Z x'],
    ['hold', 'credentials version=short'],
    ['hold', `x credentials version=${VERSION}`],
    ['hold', `credentials version=${VERSION} x`],
    ['proof', 'key=7 version=short at=2026-11-23T09:00:00Z'],
    ['proof', `version=${VERSION} at=2026-11-23T09:00:00Z`],
    ['proof', `key=x version=${VERSION} at=2026-11-23T09:00:00Z`],
    ['proof', `x key=7 version=${VERSION} at=2026-11-23T09:00:00Z`],
    ['proof', `key=7 version=${VERSION} at=2026-11-23T09:00:00Z x`],
    ['proven', '07'],
    ['proven', 'x7'],
    ['proven', '7x'],
    ['proven', '7.0'],
    ['proven', '99999999999999999999'],
    ['superseded/7', '2026-02-30T09:00:00Z'],
    ['superseded/7', '2026-11-23T09:00:00+01:00'],
    ['superseded/7', '2026-11-23'],
    ['superseded/7', 'x2026-11-23T09:00:00Z'],
    ['superseded/7', '2026-11-23T09:00:00Zx'],
  ])('%s = %s', (name, value) => {
    expect(unreadable(name, value)).toHaveLength(1);
  });

  it.each(['2026-11-23T09:00Z', '2026-11-23T09:00:00Z', '2026-11-23T09:00:00.5Z', '2026-11-23T09:00:00.500Z'])(
    'but an operator may shorten an instant to %s',
    (instant) => {
      expect(unreadable('superseded/7', instant)).toEqual([]);
    },
  );

  it('in an order of its own, whatever the order of the tags', () => {
    const tags = ['superseded/9', 'superseded/7', 'superseded/8'].map((name) => [`emnify-mfa:${name}`, 'x'] as const);
    const forwards = readMemory(new Map(tags)).unreadable;

    expect(forwards.map((sentence) => sentence.slice(0, 28))).toEqual([
      'tag emnify-mfa:superseded/7:',
      'tag emnify-mfa:superseded/8:',
      'tag emnify-mfa:superseded/9:',
    ]);
    expect(readMemory(new Map(tags.toReversed())).unreadable).toEqual(forwards);
  });
});
