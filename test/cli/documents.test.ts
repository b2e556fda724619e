import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { command, LocalStack } from './support/command.ts';

let local: LocalStack;

beforeAll(async () => {
  // No daily run and no schedule falls into the time that it takes.
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
});

afterAll(() => local.close());

/** Without what no two runs share: times, lengths of time, versions, ports and codes. */
function lasting(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?Z)?/g, '<time>')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<version>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '<endpoint>')
    .replaceAll(/\b\d+ (?:second|minute|hour|day)s?\b/g, '<length>')
    .replaceAll(/ \d+ ms$/gm, '')
    .replaceAll(/\b\d+ more seconds/g, '<n> more seconds')
    .replaceAll(/^\d{6}$/gm, '<code>')
    .replaceAll(/ +/g, ' ')
    .trim();
}

interface Shown {
  readonly line: string;
  readonly output: string;
}

/** The commands of the console blocks, each with what is shown below it. */
function shownIn(markdown: string): readonly Shown[] {
  const blocks = [...markdown.matchAll(/^```console\n(.*?)^```/gms)].map(([, block]) => block ?? '');
  return blocks.flatMap((block) =>
    block
      .split(/^\$ emnify-mfa /m)
      .slice(1)
      .map((part) => {
        const [line = '', ...output] = part.split('\n');
        return { line, output: output.join('\n').trim() };
      }),
  );
}

function argumentsOf(line: string): readonly string[] {
  const [words = ''] = line.split(' < ');
  return [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
}

it('every command that docs/operating.md shows prints what it shows', { timeout: 60_000 }, async () => {
  const markdown = await readFile(new URL('../../docs/operating.md', import.meta.url), 'utf8');
  const shown = shownIn(markdown);
  expect(shown.length).toBeGreaterThan(8);
  const [alice] = local.running.accounts;
  const credentials = JSON.stringify({ ...alice, user: undefined });
  for (const { line, output } of shown) {
    const typed = line.endsWith('< credentials.json') ? credentials : '';
    const { stdout, stderr } = await command(argumentsOf(line), { environment: local.environment, typed });
    expect(lasting(stderr + stdout), line).toBe(lasting(output));
  }
});
