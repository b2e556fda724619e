import { stripVTControlCharacters } from 'node:util';

/**
 * First words of the commands that messages name; anything else is prose, and may be somebody else's. Not taken from the commands
 * themselves, which import this.
 */
const KNOWN = [
  'emnify-mfa (?:enroll|status|rotate|rotate-fleet|code|plan|reconcile|recover|hold|release|offboard|report|doctor)',
  'emnify-mfa local (?:start|stop|advance|break)',
  'aws secretsmanager restore-secret',
];

/** What the operator may run next, as messages name it: at the end of a line, `See: emnify-mfa status alice`. */
const COMMAND = new RegExp(`(?:^ *|: )((?:${KNOWN.join('|')})(?: .*)?)$`);

/** The indent of a line, and the words before its text that stand in columns: two spaces end each. */
const COLUMNS = /^ *(?:\S+(?: \S+)? {2,})*/;

/** A word; backticks hold several together. */
const WORD = /(?:`[^`]*`|\S)+/g;

/** So much of the page is left for text; columns that would leave less count as text. */
const LEAST_TEXT = 16;

/**
 * Breaks lines that are wider than the page at spaces, and goes on below their own text. A word longer than the page stays whole,
 * and so does a command, on a line of its own: what is copied must be all of it.
 * @param width of the page; infinite where nothing is to be broken
 */
export function layOut(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => (visible(line) <= width ? line : broken(line, width)))
    .join('\n');
}

function broken(line: string, width: number): string {
  const [, command] = COMMAND.exec(line) ?? [];
  const text = command === undefined ? line : line.slice(0, -command.length);
  const [columns = ''] = COLUMNS.exec(text) ?? [];
  const lead = width - visible(columns) >= LEAST_TEXT ? columns : (/^ */.exec(text)?.[0] ?? '');
  const words: string[] = [...(text.slice(lead.length).match(WORD) ?? [])];
  if (command !== undefined) words.push(command);
  const lines: string[] = [];
  let last = `${lead}${words.shift() ?? ''}`;
  for (const word of words) {
    if (visible(last) + 1 + visible(word) <= width) {
      last += ` ${word}`;
    } else {
      lines.push(last);
      last = `${' '.repeat(visible(lead))}${word}`;
    }
  }
  return [...lines, last].join('\n');
}

function visible(text: string): number {
  return stripVTControlCharacters(text).length;
}
