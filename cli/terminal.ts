import { randomInt } from 'node:crypto';
import { styleText } from 'node:util';
import { layOut } from './layout.ts';

/** What the command is started with: the process's streams and environment, or a test's. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: NodeJS.ProcessEnv;
  /** Calls `listener` on Ctrl-C outside of a prompt, and when the process is asked to end. @returns what takes it off again */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}

type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** What text is laid out for: how wide, and how words are marked. */
export interface Page {
  readonly width: number;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
}

const WIDEST = 120;
const NARROWEST = 20;

function widthOf({ columns }: Output): number {
  // Some pseudo-terminals have not been told their size.
  if (columns === undefined || columns === 0) return Number.POSITIVE_INFINITY;
  return Math.max(NARROWEST, Math.min(columns, WIDEST));
}

/**
 * What our own colours carry until they are printed: parameters that a terminal would take for colours, and tables for no width,
 * and that nobody else can know.
 */
const MARK = Array.from({ length: 4 }, () => randomInt(1_000, 10_000)).join(';');
const MARKED = new RegExp(`(\\u001b\\[)${MARK};(\\d+m)`);

function marked(colour: string): string {
  return colour.replace('\u001b[', `\u001b[${MARK};`);
}

/** All that a terminal may obey, or that hides or turns round what stands beside it; but line breaks. */
const UNPRINTABLE = /(?:[^\P{C}\n]|[\p{Zl}\p{Zp}])+/gu;

/** The one way to a terminal: prints our own colours, and of everything else what can be seen, whoever wrote it, as wide as the page. */
export function printText(stream: Output, text: string, width = widthOf(stream)): void {
  // Of a split by two groups, every third piece is text.
  const pieces = text.split(MARKED).map((piece, index) => (index % 3 === 0 ? piece.replace(UNPRINTABLE, ' ') : piece));
  stream.write(`${layOut(pieces.join(''), width)}\n`);
}

/** The same for one JSON document: what cannot be seen is escaped, so that nothing is lost. */
export function printJson(stream: Output, document: object, indent = 0): void {
  stream.write(`${JSON.stringify(document, null, indent).replace(UNPRINTABLE, escaped)}\n`);
}

function escaped(run: string): string {
  return Array.from({ length: run.length }, (_, index) => unit(run.charCodeAt(index))).join('');
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** As wide as the terminal, up to 120 columns; in a pipe nothing is broken, so that it can be searched. Colours only on a terminal, and not where NO_COLOR says so. */
export function pageFor(stream: Output): Page {
  const style = (format: 'bold' | 'dim' | 'green' | 'yellow' | 'red') => {
    const [begin = '', end = ''] = styleText(format, '|', { stream, validateStream: true }).split('|').map(marked);
    return (text: string) => `${begin}${text}${end}`;
  };
  return {
    width: widthOf(stream),
    bold: style('bold'),
    dim: style('dim'),
    good: style('green'),
    warn: style('yellow'),
    bad: style('red'),
  };
}
