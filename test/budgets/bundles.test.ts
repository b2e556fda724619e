import { globSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle } from '../../local/lambda/bundle.ts';

/** Bytes of a function's bundle. */
const BUDGET = 400_000;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'emnify-mfa-budgets-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const folders = globSync('functions/*/handler.ts').map((path) => basename(dirname(path)));

it('are set for every function', () => {
  expect(folders).toEqual(expect.arrayContaining(['rotate-key', 'reconcile-user', 'issue-code', 'rotate-fleet']));
});

it.each(folders)(
  'holds the bundle of %s',
  async (folder) => {
    const { size } = await stat(await bundle(`functions/${folder}/handler.ts`, join(directory, folder)));

    expect(
      size,
      `the bundle of ${folder} is ${size} bytes, and ${BUDGET} are allowed: find what came in with ` +
        "esbuild's metafile, and leave it out or say in docs/performance.md why it is worth a longer start",
    ).toBeLessThanOrEqual(BUDGET);
  },
  60_000,
);
