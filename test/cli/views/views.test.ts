import { describe, expect, it } from 'vitest';
import { stepWords } from '../../../cli/rotation/step-words.ts';
import type { Page } from '../../../cli/terminal.ts';
import { checksView } from '../../../cli/views/enrolment.ts';
import { table } from '../../../cli/views/table.ts';
import { duration, relative } from '../../../cli/views/time.ts';
import { usersView } from '../../../cli/views/users.ts';
import { KeyId, UserId, UserSlug } from '../../../functions/domain/identifiers.ts';

const plain = (text: string) => text;

function page(width: number): Page {
  return { width, bold: plain, dim: plain, good: plain, warn: plain, bad: plain };
}

describe('a table', () => {
  const rows = [
    ['alice', 'ok'],
    ['bob-the-builder', 'attention'],
  ];

  it('aligns its columns', () => {
    expect(table(['user', 'state'], rows, page(80))).toBe(
      ['user             state', 'alice            ok', 'bob-the-builder  attention'].join('\n'),
    );
  });

  it('becomes blocks on a page that is too narrow, and cuts nothing off', () => {
    expect(table(['user', 'state'], rows, page(20))).toBe(
      ['user   alice', 'state  ok', '', 'user   bob-the-builder', 'state  attention'].join('\n'),
    );
  });
});

describe('the table of users', () => {
  const NOW = Date.parse('2026-11-24T12:00:00Z');
  const superseded = [702, 701].map((id, index) => ({
    keyId: KeyId.parse(id),
    deadline: NOW + (2 - index) * 3_600_000,
  }));
  const on = { now: NOW, page: page(120), command: (words: string) => `emnify-mfa ${words} --local` };
  const alice = { user: UserSlug.parse('alice'), state: 'ok', superseded, attention: [] } as const;

  it('says of several superseded keys which deadline comes first, and of which zone times are', () => {
    expect(usersView([alice], on)).toContain('2 keys, first until 2026-11-24 13:00');
    expect(usersView([alice], on)).toContain('Times are UTC.');
  });

  it('says of one superseded key which it is', () => {
    const one = { ...alice, superseded: superseded.slice(1) };
    expect(usersView([one], on)).toContain('701 (until 2026-11-24 13:00)');
    expect(usersView([one], { ...on, now: NOW + 3_602_000 })).toContain('701 (due for 2 seconds)');
  });
});

describe('a step of a rotation', () => {
  const line = { level: 'INFO', message: 'step-finished', outcome: 'ok', durationMs: 1_500 } as const;

  it('sets apart how long it took', () => {
    expect(stepWords({ ...line, step: 'testSecret' }, page(120))).toMatch(/seen active at emnify \(1500 ms\)$/);
  });

  it('promises no deadline to a key that there may not be', () => {
    expect(stepWords({ ...line, step: 'finishSecret' }, page(120))).toContain('any key before it gets its deadline');
  });
});

describe('the checks of an enrolment', () => {
  const checks = { userId: UserId.parse(5_001), username: 'alice@example.com', clockSkewSeconds: 0 };

  it('do not say that the password was tried', () => {
    const shown = checksView({ ...checks, unmanagedKeys: [] }, page(120));
    expect(shown).toContain('emnify accepts the application token; the next rotation tries the password');
    expect(shown).toContain('no keys that are not ours');
  });

  it('name the keys that are not ours, also before there is one of ours', () => {
    const unmanagedKeys = [{ id: KeyId.parse(701) }, { id: KeyId.parse(700) }];
    expect(checksView({ ...checks, unmanagedKeys }, page(120))).toContain('keys that are not ours: 701, 700');
  });
});

it('tells lengths of time in the largest unit that fits', () => {
  expect([0, 1_000, 59_999, 60_000, 3_600_000, 2 * 86_400_000].map(duration)).toEqual([
    '0 seconds',
    '1 second',
    '59 seconds',
    '1 minute',
    '1 hour',
    '2 days',
  ]);
});

it('tells instants relative to now', () => {
  const now = Date.parse('2026-11-24T12:00:00Z');
  expect(relative(now - 7_200_000, now)).toBe('2 hours ago');
  expect(relative(now + 86_400_000, now)).toBe('in 1 day');
  expect(relative(now + 10, now)).toBe('now');
});
