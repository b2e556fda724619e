import { describe, expect, it } from 'vitest';
import type { Page } from '../../../cli/terminal.ts';
import { table } from '../../../cli/views/table.ts';
import { duration, relative } from '../../../cli/views/time.ts';

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
