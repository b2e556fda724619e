import { chmod, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readState, removeState, stateDirectory, UnsafeState, writeState } from '../../../local/live/state.ts';

const STATE = { pid: 1, control: 'http://127.0.0.1:1', controlToken: 'token', environment: { A: 'b' } };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emnify-mfa-test-'));
});

afterEach(() => rm(folder, { recursive: true }));

it('is found again, and gone once it is removed', async () => {
  const directory = join(folder, 'state');
  expect(await readState(directory)).toBeUndefined();
  await writeState(directory, STATE);
  expect(await readState(directory)).toEqual(STATE);
  await removeState(directory);
  expect(await readState(directory)).toBeUndefined();
});

it('can be read by nobody else', async () => {
  const directory = join(folder, 'not', 'yet', 'there');
  await writeState(directory, STATE);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect((await stat(join(directory, 'stack.json'))).mode & 0o777).toBe(0o600);
});

it.each([0o755, 0o710, 0o701, 0o720])(
  'is refused in a directory that is open to others (%o), which stays as it is',
  async (mode) => {
    await writeState(folder, STATE);
    await chmod(folder, mode);
    for (const use of [() => readState(folder), () => writeState(folder, STATE)]) {
      await expect(use()).rejects.toThrow(
        `${folder}: expected a directory that nobody else may enter, and it is open to others`,
      );
      await expect(use()).rejects.toThrow(UnsafeState);
    }
    expect((await stat(folder)).mode & 0o777).toBe(mode);
  },
);

it('is not looked for in a directory that is open to others, whatever is in it', async () => {
  await writeFile(join(folder, 'stack.json'), 'not ours');
  await chmod(folder, 0o755);
  await expect(readState(folder)).rejects.toThrow('open to others');
});

it('is not written through a link that somebody has laid', async () => {
  const link = join(folder, 'link');
  await symlink(folder, link);
  await expect(writeState(link, STATE)).rejects.toThrow(UnsafeState);
});

it('is refused where it is not ours', async () => {
  await writeFile(join(folder, 'stack.json'), '{"pid": "one"}');
  await expect(readState(folder)).rejects.toThrow('expected what `emnify-mfa local start` writes');
});

it('is where the environment says, else with what else is of this user alone', () => {
  expect(stateDirectory({ EMNIFY_MFA_LOCAL_DIR: '/a' })).toBe('/a');
  expect(stateDirectory({ XDG_RUNTIME_DIR: '/run/user/7' })).toBe('/run/user/7/emnify-mfa');
  expect(stateDirectory({})).toContain('emnify-mfa-');
});
