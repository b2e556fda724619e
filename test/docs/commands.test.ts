import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { faultsOfAws } from './support/aws-cli.ts';
import { faultsOfCdk } from './support/cdk-cli.ts';
import { lasting, Operator, operatorWords } from './support/operator.ts';
import { pages, root } from './support/pages.ts';
import { faultsOfScript, scriptOf } from './support/scripts.ts';
import { commandsOf, SHELLS, type Shown } from './support/shell.ts';

/** What a reader does with a shell alone; nothing of ours could be wrong in it. */
const OF_THE_SHELL = new Set(['cd', 'alias', 'git']);

const operator = new Operator();
afterEach(() => operator.close());

/** Follows the page like its reader. @returns a sentence for each thing that is not as the page says */
async function follow(shown: Shown): Promise<readonly string[]> {
  const { words, output } = shown;
  const [first = '', second = ''] = words;
  const behind = operatorWords(words);
  if (behind !== undefined) {
    const { code, stdout, stderr } = await operator.follow(behind, shown);
    if (output !== undefined) {
      const [is, says] = [lasting(stderr + stdout), lasting(output)];
      return is === says ? [] : [`prints\n${is}\nand the page shows\n${says}`];
    }
    // 3: done, and somebody should look.
    return code === 0 || code === 3 ? [] : [`exits with ${code}: ${stderr}`];
  }
  if (first === 'npm' && second === 'ci') {
    return readFileSync(`${root}.ci/run`, 'utf8').includes('step npm ci') ? [] : ['.ci/run does not call it'];
  }
  const script = scriptOf(words);
  if (script !== undefined) return faultsOfScript(script);
  if (first === 'npx' && second === 'cdk') return faultsOfCdk(words.slice(2));
  if (first === 'aws') return faultsOfAws(words.slice(1));
  return OF_THE_SHELL.has(first) ? [] : ['nothing checks this command: declare how, in test/docs/commands.test.ts'];
}

describe('every command that the documents show does what they say', () => {
  for (const page of pages.filter((candidate) => commandsOf(candidate).length > 0)) {
    it(`in ${page.path}`, { timeout: 120_000 }, async () => {
      const faults: string[] = [];
      for (const shown of commandsOf(page)) {
        for (const fault of await follow(shown)) faults.push(`${shown.at}: ${shown.text}\n  ${fault}`);
      }
      expect(faults.join('\n')).toBe('');
    });
  }
});

it('no command hides in a block that is not read', () => {
  const unread = pages.flatMap(({ path, blocks }) =>
    blocks.filter(({ language }) => SHELLS.has(language)).map(({ line, language }) => `${path}:${line} "${language}"`),
  );
  expect(unread, 'use `sh`, or `console` with `$ ` and what it prints; `text` for anything else').toEqual([]);
});
