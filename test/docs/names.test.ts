import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandsOnDeployments, localCommands } from '../../cli/commands/all.ts';
import { codeSpans, pages, root } from './support/pages.ts';
import { scripts } from './support/scripts.ts';

/** Whoever names something of ours names it as the sources do. */
const sources = globSync(['{functions,infra,cli,local,bench,test}/**/*.{ts,mjs}', '*.{json,ts}', '.ci/run'], {
  cwd: root,
  exclude: ['test/docs/**'],
})
  .map((path) => readFileSync(`${root}${path}`, 'utf8'))
  .join('\n');

/** Of AWS, emnify, Node.js or a standard, and nowhere in the sources. */
const FOREIGN = new Set([
  'ConcurrentExecutions',
  'Invoke',
  'eventTime',
  'keepNames',
  'requestContext',
  'requestID',
  'requestParameters.clientRequestToken',
  'responsePayload',
  'secretsmanager-using-cmk',
  'userIdentity.arn',
]);

/** Rights, as IAM names them: test/infra/privileges looks at those that we grant. */
const RIGHT = /^[a-z]+:[A-Z]\w+$/;

/** Whether it stands in the sources: as it is, with the prefix left open or off, or part by part. */
function isKnown(name: string): boolean {
  const forms = [name, name.replace('emnify-mfa', '$' + '{name}'), name.replace(/^emnify-mfa-/, '')];
  if (forms.some((form) => sources.includes(form))) return true;
  const parts = name.split(/[./]/);
  return parts.length > 1 && parts.every(isKnown);
}

/** Options that every command has. */
const COMMON = ['--prefix', '--region', '--profile', '--local', '--json', '--help'];

function each<T>(select: (span: string, path: string) => T | undefined): readonly T[] {
  return pages.flatMap((page) => codeSpans(page).flatMap((span) => select(span, page.path) ?? []));
}

it('every file and folder that a page names exists', () => {
  const missing = each((span, path) => {
    if (!/^(\.ci|bench|cli|docs|functions|infra|local|test)\/[\w./*-]*$/.test(span)) return undefined;
    const exists = span.includes('*') ? globSync(span, { cwd: root }).length > 0 : existsSync(`${root}${span}`);
    return exists ? undefined : `${path}: ${span}`;
  });
  expect(missing).toEqual([]);
});

it('every npm script that a page names exists', () => {
  const missing = each((span, path) => {
    const [, name] = /^(?:[A-Z_]+=\S+ )?npm (?:run (?:--silent )?)?([\w:-]+)/.exec(span) ?? [];
    return name === undefined || name === 'ci' || name in scripts ? undefined : `${path}: ${span}`;
  });
  expect(missing).toEqual([]);
});

it('every command and option of emnify-mfa that a page names exists', () => {
  const described = [
    ...commandsOnDeployments,
    ...localCommands.map((one) => ({ ...one, usage: `local ${one.usage}` })),
  ];
  const wrong = each((span, path) => {
    const [, line] = /^(?:npx )?emnify-mfa ((?:local )?[a-z].*)$/.exec(span) ?? [];
    if (line === undefined) return undefined;
    const found = described.find(({ usage }) => {
      const name = usage.replaceAll(/ [<[].*$/g, '');
      return line === name || line.startsWith(`${name} `);
    });
    const known = [...COMMON, ...(found?.options ?? []).map(({ long }) => long)];
    const unknown = (line.match(/--[\w-]+/g) ?? []).filter((option) => !known.includes(option));
    return found !== undefined && unknown.length === 0 ? undefined : `${path}: ${span}`;
  });
  expect(wrong).toEqual([]);
});

it('every other name in code font is one that the sources know', () => {
  const unknown = each((span, path) => {
    const name = span.replace(/=.*$/, '');
    if (!/^-{0,2}[A-Za-z][\w:./-]*[\w/]$/.test(name) || name.includes('//') || FOREIGN.has(name) || RIGHT.test(name))
      return undefined;
    if (/^(npm|npx|aws|cdk|docs|test|local|cli|infra|functions|bench)\b/.test(name)) return undefined;
    return isKnown(name) ? undefined : `${path}: ${span}`;
  });
  expect(unknown).toEqual([]);
});
