import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import type { Page } from '../terminal.ts';

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const;

/**
 * Aligned columns without rules; where they are wider than the page, the rows as blocks of `heading: value`, so that a
 * narrow terminal cuts nothing off.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[], page: Page): string {
  const drawn = new Table({
    head: [...head],
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const row of rows) drawn.push([...row]);
  const lines = drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  const widest = Math.max(...lines.map((line) => stripVTControlCharacters(line).length));
  if (widest <= page.width) return [page.dim(lines[0] ?? ''), ...lines.slice(1)].join('\n');
  return rows.map((row) => block(head, row, page)).join('\n\n');
}

function block(head: readonly string[], row: readonly string[], page: Page): string {
  const width = Math.max(...head.map(({ length }) => length));
  return head.map((name, column) => `${page.dim(name.padEnd(width))}  ${row[column] ?? ''}`).join('\n');
}
