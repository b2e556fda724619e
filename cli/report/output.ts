import { randomUUID } from 'node:crypto';
import { access, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { failed, wrongUsage } from '../failures.ts';

/** Of its owner alone: it names users and who asked for what, so whoever makes it decides who else reads it. */
const MODE = 0o600;

/** A file that was seen to be one that can be written, before there is anything to write. */
export interface OutputFile {
  readonly path: string;
  /** Whole or not at all: a reader never sees half of it. @throws Failure */
  write(content: string): Promise<void>;
}

/**
 * Looks whether a file can be written, and writes nothing yet.
 * @param option which asked for it, as it was typed
 * @throws Failure where it is a folder or cannot be written
 */
export async function outputFile(option: string, path: string): Promise<OutputFile> {
  const refuse = (why: string) =>
    wrongUsage(`${option}: ${path} ${why}.`, 'Name a file in a folder that you may write.');
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory() === true) throw refuse('is a folder');
  if (there !== undefined && !there.isFile()) throw refuse('is no ordinary file');
  // Through a link the file behind it is replaced, and the link stays.
  const target = there === undefined ? path : await realpath(path);
  const folder = dirname(target);
  if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) throw refuse(`has no folder ${folder}`);
  const isWritable = (file: string) =>
    access(file, constants.W_OK).then(
      () => true,
      () => false,
    );
  if (there !== undefined && !(await isWritable(target))) throw refuse('may not be written');
  if (!(await isWritable(folder))) throw refuse(`cannot be made: ${folder} may not be written`);
  return {
    path,
    async write(content) {
      const half = join(folder, `.${basename(target)}.${randomUUID()}`);
      try {
        await writeFile(half, content, { mode: MODE, flag: 'wx' });
        await rename(half, target);
      } catch (error) {
        await rm(half, { force: true });
        const why = error instanceof Error ? error.message : String(error);
        throw failed('not-written', `${path} could not be written: ${why}`, 'Make room, or name another file.');
      }
    },
  };
}
