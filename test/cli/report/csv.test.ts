import { describe, expect, it } from 'vitest';
import { csvOf } from '../../../cli/views/report/csv.ts';
import { everything, evidence, HOSTILE, line } from './support/evidence.ts';

/** As RFC 4180 says that it is read. */
function parse(csv: string): readonly (readonly string[])[] {
  return csv
    .split('\n')
    .map((row) =>
      [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(
        ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
      ),
    );
}

/** What stands in the cell of a reason. */
function reason(text: string): string {
  const [head = [], row = []] = parse(csvOf(evidence([line(1, { event: 'hold-set', reason: text })], { users: [] })));
  return row[head.indexOf('reason')] ?? '';
}

describe('the table', () => {
  it('has a row for every key, every gap and every line, each as wide as its header', () => {
    const shown = everything();
    const [head = [], ...rows] = parse(csvOf(shown));
    expect(rows).toHaveLength(shown.keys.length + shown.gaps.length + shown.lines.length);
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([head.length]));
    const events = rows.map((row) => row[head.indexOf('event')]).filter((event) => event !== '');
    expect(events).toEqual(shown.lines.map(({ event }) => event));
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '\u00A0=1', '＝1', '\n=1', HOSTILE.formula])(
    'makes a text of what a spreadsheet would take for a formula: %j',
    (text) => {
      expect(reason(text)).toMatch(/^'/);
    },
  );

  it.each(['', 'ticket 4711', 'a=b', "it's", 'mail me@example.com'])('leaves other texts as they are: %j', (text) => {
    expect(reason(text)).toBe(text);
  });

  it('keeps quotes, commas and line ends inside their cell', () => {
    expect(reason('a "b", c')).toBe('a "b", c');
    expect(reason('a\nb')).toBe('a\\u{A}b');
  });

  it('shows what would be unseen', () => {
    expect(reason(HOSTILE.unseen)).toBe('a\\u{0}b\\u{1B}[31mc\\u{202E}gnp.exe\\u{2028}d\\u{D800}e');
  });
});
