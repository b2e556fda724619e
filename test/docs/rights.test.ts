import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pages, root } from './support/pages.ts';

/** Where the name of the right is not that of the call. */
const RENAMED: Readonly<Record<string, string>> = { Invoke: 'InvokeFunction' };

/** What the command does by way of the functions' own store, by its method. */
const BY_STORE: Readonly<Record<string, string>> = {
  describe: 'DescribeSecret',
  moveCurrent: 'UpdateSecretVersionStage',
  removePending: 'UpdateSecretVersionStage',
  tag: 'TagResource',
  untag: 'UntagResource',
  version: 'GetSecretValue',
  versionCreatedAt: 'ListSecretVersionIds',
};

it('docs/operating.md names the right for every call that the command makes', () => {
  const source = globSync('cli/**/*.ts', { cwd: root })
    .map((path) => readFileSync(`${root}${path}`, 'utf8'))
    .join('\n');
  const calls = [...source.matchAll(/new (\w+)Command\(/g)].map(([, name = '']) => RENAMED[name] ?? name);
  const methods = [...source.matchAll(/\bstore\s*\.(\w+)\(/g)].flatMap(([, name = '']) => BY_STORE[name] ?? []);
  expect(methods).toContain('DescribeSecret');

  const page = pages.find(({ path }) => path === 'docs/operating.md')?.prose ?? '';
  const [, section = ''] = page.split('## What an operator must be allowed');
  const [table = ''] = section.split('\n## ');
  const named = [...table.matchAll(/`(?:secretsmanager|logs|lambda|sns|sts):(\w+)`/g)].map(([, name]) => name);
  expect([...new Set(named)].toSorted()).toEqual([...new Set([...calls, ...methods])].toSorted());
});
