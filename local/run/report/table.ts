/** A cell's text, and how it is painted once it has its width. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
  readonly align?: 'right';
}

const GAP = '  ';

/**
 * Rows as lines of aligned columns, each column as wide as its widest cell. The last column is wrapped where a line would
 * be longer than `width`, and goes on below its own beginning.
 */
export function table(
  rows: readonly (readonly Cell[])[],
  { indent, width }: { indent: number; width: number },
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, { text }] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, text.length);
  }
  return rows.flatMap((row) => {
    const before = row.slice(0, -1).map((cell, column) => padded(cell, widths[column] ?? 0) + GAP);
    const start = widths.slice(0, row.length - 1).reduce((sum, each) => sum + each + GAP.length, indent);
    const last = row.at(-1);
    const [first = '', ...rest] = wrap(last?.text ?? '', Math.max(width - start, 20));
    const paint = last?.paint ?? plain;
    return [
      `${' '.repeat(indent)}${before.join('')}${paint(first)}`.trimEnd(),
      ...rest.map((line) => ' '.repeat(start) + paint(line)),
    ];
  });
}

function padded({ text, paint = plain, align }: Cell, width: number): string {
  const space = ' '.repeat(width - text.length);
  return align === 'right' ? space + paint(text) : paint(text) + space;
}

function plain(text: string): string {
  return text;
}

/** Breaks at spaces; a word longer than `width` stays whole, so that a command can be copied. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
