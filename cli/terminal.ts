import { styleText } from 'node:util';

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
const NARROWEST = 40;

function clamp(columns: number): number {
  return Math.max(NARROWEST, Math.min(columns, WIDEST));
}

/** As wide as the terminal, up to 120 columns; in a pipe nothing is broken, so that it can be searched. Colours only on a terminal, and not where NO_COLOR says so. */
export function pageFor(stream: Output): Page {
  const style = (format: 'bold' | 'dim' | 'green' | 'yellow' | 'red') => (text: string) =>
    styleText(format, text, { stream, validateStream: true });
  return {
    width: stream.columns === undefined ? Number.POSITIVE_INFINITY : clamp(stream.columns),
    bold: style('bold'),
    dim: style('dim'),
    good: style('green'),
    warn: style('yellow'),
    bad: style('red'),
  };
}
