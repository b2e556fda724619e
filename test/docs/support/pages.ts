import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A fenced block. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Of its first line in the page, from 1. */
  readonly line: number;
}

/** A Markdown document of the project. */
export interface Page {
  /** From the root, as `docs/deploy.md`. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** The page without its fenced blocks and comments. */
  readonly prose: string;
}

/** The README and every page under docs/. */
export const pages: readonly Page[] = ['README.md', ...globSync('docs/**/*.md', { cwd: root }).toSorted()].map(read);

function read(path: string): Page {
  const text = readFileSync(`${root}${path}`, 'utf8');
  const blocks = [...text.matchAll(/^( *)```(\S*)\n(.*?)^ *```$/gms)].map(
    ({ index, 1: indent = '', 2: language = '', 3: block = '' }) => ({
      language,
      text: block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: text.slice(0, index).split('\n').length + 1,
    }),
  );
  const prose = text.replaceAll(/^( *)```.*?^ *```$/gms, '').replaceAll(/<!--.*?-->/gs, '');
  return { path, text, blocks, prose };
}

/** What stands in code font in the prose of a page. */
export function codeSpans({ prose }: Page): readonly string[] {
  return [...prose.matchAll(/(`+)(.+?)\1/gs)].map(([, , span = '']) => span.replaceAll(/\s+/g, ' ').trim());
}
