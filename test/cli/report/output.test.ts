import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outputFile } from '../../../cli/report/output.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emnify-mfa-output-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, content: string): Promise<void> {
  await (await outputFile('--html', join(folder, name))).write(content);
}

describe('a file that a command writes', () => {
  it('is not made before there is something to write', async () => {
    await outputFile('--html', join(folder, 'new.html'));
    expect(await readdir(folder)).toEqual([]);
  });

  it('is whole, alone, and its owner’s only', async () => {
    await write('new.html', 'all of it');
    expect(await readdir(folder)).toEqual(['new.html']);
    expect(await readFile(join(folder, 'new.html'), 'utf8')).toBe('all of it');
    expect((await stat(join(folder, 'new.html'))).mode & 0o777).toBe(0o600);
  });

  it('takes the place of the one before, also where others could read that', async () => {
    await writeFile(join(folder, 'old.html'), 'a longer text of before', { mode: 0o644 });
    await write('old.html', 'new');
    expect(await readFile(join(folder, 'old.html'), 'utf8')).toBe('new');
    expect((await stat(join(folder, 'old.html'))).mode & 0o777).toBe(0o600);
  });

  it('is the one behind a link, and the link stays', async () => {
    await mkdir(join(folder, 'behind'));
    await writeFile(join(folder, 'behind', 'real.html'), 'before');
    await symlink(join('behind', 'real.html'), join(folder, 'link.html'));
    await write('link.html', 'new');
    expect(await readFile(join(folder, 'behind', 'real.html'), 'utf8')).toBe('new');
    expect((await readdir(folder)).toSorted()).toEqual(['behind', 'link.html']);
  });

  it('leaves nothing half-written where it cannot be written after all', async () => {
    const file = await outputFile('--html', join(folder, 'new.html'));
    await mkdir(join(folder, 'new.html'));
    await expect(file.write('all of it')).rejects.toThrow('could not be written');
    expect(await readdir(folder)).toEqual(['new.html']);
  });

  it.each([
    ['a folder', '.', 'is a folder'],
    ['in a folder that is not there', 'missing/new.html', 'has no folder'],
    ['below a file', 'file/new.html', 'has no folder'],
    ['a device', '../../dev/null', 'is no ordinary file'],
  ])('is refused where it is %s', async (_, name, words) => {
    await writeFile(join(folder, 'file'), '');
    const refused = outputFile('--csv', join(folder, name));
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('--csv: ') });
  });
});
