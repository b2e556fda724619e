import { describe, expect, it } from 'vitest';
import { table, wrap } from '../../../local/run/report/table.ts';

describe('a table', () => {
  it('makes each column as wide as its widest cell, numbers to the right', () => {
    const rows = [
      [{ text: 'a' }, { text: '7', align: 'right' as const }, { text: 'one' }],
      [{ text: 'bcd' }, { text: '42', align: 'right' as const }, { text: 'two' }],
    ];

    expect(table(rows, { indent: 2, width: 80 })).toEqual(['  a     7  one', '  bcd  42  two']);
  });

  it('goes on below its last column where a line would be too long', () => {
    const rows = [[{ text: 'key' }, { text: 'a sentence that has to be broken somewhere' }]];

    expect(table(rows, { indent: 0, width: 30 })).toEqual(['key  a sentence that has to be', '     broken somewhere']);
  });

  it('paints the words and not the space between them', () => {
    const paint = (text: string) => `<${text}>`;

    expect(
      table(
        [
          [
            { text: 'a', paint },
            { text: 'b', paint },
          ],
          [{ text: 'long' }, { text: 'c' }],
        ],
        { indent: 0, width: 80 },
      ),
    ).toEqual(['<a>     <b>', 'long  c']);
  });
});

describe('wrapping', () => {
  it('leaves a word whole that is longer than a line', () => {
    expect(wrap('a incomprehensibilities b', 5)).toEqual(['a', 'incomprehensibilities', 'b']);
  });
});
