import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { pages } from './support/pages.ts';

const INDEX = 'docs/decisions/README.md';

it('the index of the decisions lists every page, once', () => {
  const index = pages.find(({ path }) => path === INDEX)?.prose ?? '';
  const listed = [...index.matchAll(/^\| \[([\w-]+)\]\(\1\.md\)/gm)].map(([, name]) => `${name}.md`);
  const there = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/decisions/') && path !== INDEX);
  expect(listed.toSorted()).toEqual(there.map((path) => basename(path)).toSorted());
});
