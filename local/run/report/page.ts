import { styleText } from 'node:util';

/** What a report is printed on: how wide, and how words are coloured. */
export interface Page {
  readonly width: number;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

const WIDEST = 100;

/** A page for the stream: coloured on a terminal unless NO_COLOR says otherwise, as wide as it is up to 100 columns. */
export function pageFor(stream: NodeJS.WriteStream): Page {
  const style = (format: 'bold' | 'dim' | 'green' | 'red') => (text: string) =>
    styleText(format, text, { stream, validateStream: true });
  return {
    width: Math.min(stream.columns ?? WIDEST, WIDEST),
    bold: style('bold'),
    dim: style('dim'),
    good: style('green'),
    bad: style('red'),
  };
}
