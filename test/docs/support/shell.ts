import type { Block, Page } from './pages.ts';

/** A command that a page shows. */
export interface Shown {
  /** Where: page and line. */
  readonly at: string;
  /** As it stands there. */
  readonly text: string;
  readonly words: readonly string[];
  /** The file behind `<`. */
  readonly stdin: string | undefined;
  /** What the page shows below it; undefined where it shows commands only. */
  readonly output: string | undefined;
}

/** Blocks in which a command could stand unseen by what runs them all. */
export const SHELLS: ReadonlySet<string> = new Set([
  'bash',
  'shell',
  'zsh',
  'shellsession',
  'terminal',
  'powershell',
  '',
]);

/** Every command of a page, in the order in which it stands there: in `sh` blocks, and behind `$ ` in `console` blocks. */
export function commandsOf(page: Page): readonly Shown[] {
  return page.blocks.flatMap((block) => {
    if (block.language === 'sh') return block.text.split(/(?<!\\)\n/).flatMap((line) => parseLine(page, block, line));
    if (block.language === 'console') return transcript(page, block);
    return [];
  });
}

function transcript(page: Page, block: Block): readonly Shown[] {
  return block.text
    .split(/^\$ /m)
    .slice(1)
    .flatMap((part) => {
      const [line = '', ...output] = part.split('\n');
      return parseLine(page, block, line, output.join('\n').trim());
    });
}

/** A variable that keeps what a command prints. */
const KEPT = /^[A-Z_]+=\$\((.+)\)$/s;

/** @throws Error for what this does not understand: pipes, variables, loops */
function parseLine({ path }: Page, { line: at }: Block, line: string, output?: string): readonly Shown[] {
  const where = `${path}, block at line ${at}`;
  const command = line.replaceAll('\\\n', ' ');
  const tokens = [...(KEPT.exec(command.trim())?.[1] ?? command).matchAll(/"([^"]*)"|'([^']*)'|(#.*)|(\S+)/g)];
  const commands: { words: string[]; stdin?: string }[] = [{ words: [] }];
  let expectsFile = false;
  for (const [, double, single, comment, plain] of tokens) {
    const current = commands.at(-1) ?? { words: [] };
    if (comment !== undefined) break;
    if (plain === '&&') commands.push({ words: [] });
    else if (plain === '<') expectsFile = true;
    else if (plain !== undefined && /[|>;]|^&|^\$|`/.test(plain.replaceAll(/<[a-z-]+>/g, ''))) {
      throw new Error(`${where}: "${plain}" is more shell than a reader should need, and than this test understands`);
    } else if (expectsFile) {
      current.stdin = plain ?? double ?? single ?? '';
      expectsFile = false;
    } else current.words.push(double ?? single ?? plain ?? '');
  }
  return commands
    .filter(({ words }) => words.length > 0)
    .map(({ words, stdin }) => ({ at: where, text: line.trim(), words, stdin, output }));
}
