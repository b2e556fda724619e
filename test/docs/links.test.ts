import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';
import { alarmTable } from '../../infra/constructs/alarm-table.ts';
import { pages, root } from './support/pages.ts';

/** As GitHub makes it of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

function anchorsOf(path: string): ReadonlySet<string> {
  const page = pages.find((candidate) => candidate.path === path);
  return new Set([...(page?.prose ?? '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading)));
}

it('every link within the project leads somewhere', () => {
  const broken = pages.flatMap(({ path, prose }) =>
    [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^(https?|mailto):/.test(target))
      .filter((target) => {
        const [file = '', heading] = target.split('#');
        const aim = file === '' ? path : normalize(join(dirname(path), file));
        if (aim.startsWith('..') || !existsSync(`${root}${aim}`)) return true;
        return heading !== undefined && !anchorsOf(aim).has(heading);
      })
      .map((target) => `${path}: ${target}`),
  );
  expect(broken).toEqual([]);
});

it('every page can be reached from the README, or is where an alarm points', () => {
  const linked = new Set(['README.md', ...alarmTable.map(({ runbook }) => runbook)]);
  for (const path of linked) {
    const prose = pages.find((page) => page.path === path)?.prose ?? '';
    for (const [, target = ''] of prose.matchAll(/\]\(([^)\s#]+\.md)/g))
      linked.add(normalize(join(dirname(path), target)));
  }
  expect(pages.map(({ path }) => path).filter((path) => !linked.has(path))).toEqual([]);
});
