import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

/** How the running stack is found: its process, its control endpoint with the word that opens it, and where its services listen. */
export const LiveState = z.object({
  pid: z.int(),
  control: z.url(),
  /** Of this one run: pages in a browser on the same machine do not know it. */
  controlToken: z.string(),
  environment: z.record(z.string(), z.string()),
});
export type LiveState = z.infer<typeof LiveState>;

/** The state directory is not ours alone, or what is in it was not written by this command. */
export class UnsafeState extends Error {
  override readonly name = 'UnsafeState';
}

/** `EMNIFY_MFA_LOCAL_DIR`, else a folder of this user's in the runtime or temporary directory. */
export function stateDirectory(environment: NodeJS.ProcessEnv): string {
  const { EMNIFY_MFA_LOCAL_DIR, XDG_RUNTIME_DIR } = environment;
  if (EMNIFY_MFA_LOCAL_DIR) return EMNIFY_MFA_LOCAL_DIR;
  return XDG_RUNTIME_DIR
    ? join(XDG_RUNTIME_DIR, 'emnify-mfa')
    : join(tmpdir(), `emnify-mfa-${process.getuid?.() ?? 'local'}`);
}

/**
 * Changes nothing about it: what is named may be a directory that others use, as a home is.
 * @throws UnsafeState where the directory is a link, another user's, or open to others
 */
async function refuseUnsafe(directory: string): Promise<void> {
  const facts = await lstat(directory);
  const uid = process.getuid?.();
  if (!facts.isDirectory() || (uid !== undefined && facts.uid !== uid)) {
    throw new UnsafeState(`${directory}: expected a directory of your own; remove it, or set EMNIFY_MFA_LOCAL_DIR`);
  }
  // Where there are no users by number, the bits say nothing.
  if (uid !== undefined && (facts.mode & OF_OTHERS) !== 0) {
    throw new UnsafeState(
      `${directory}: expected a directory that nobody else may enter, and it is open to others (mode ` +
        `${(facts.mode & 0o777).toString(8)}); name one that is not there yet with EMNIFY_MFA_LOCAL_DIR, or take their rights away`,
    );
  }
}

const OF_OTHERS = 0o077;

function file(directory: string): string {
  return join(directory, 'stack.json');
}

export async function writeState(directory: string, state: LiveState): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await refuseUnsafe(directory);
  // Renamed into place: a reader finds all of it or nothing.
  const draft = `${file(directory)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file(directory));
}

export async function removeState(directory: string): Promise<void> {
  await rm(file(directory), { force: true });
}

/** @returns undefined where no stack was started, or it was stopped. @throws UnsafeState */
export async function readState(directory: string): Promise<LiveState | undefined> {
  let text: string;
  try {
    await refuseUnsafe(directory);
    text = await readFile(file(directory), 'utf8');
  } catch (error) {
    if (error instanceof UnsafeState) throw error;
    return undefined;
  }
  try {
    return LiveState.parse(JSON.parse(text));
  } catch {
    throw new UnsafeState(
      `${file(directory)}: expected what \`emnify-mfa local start\` writes; remove it and start again`,
    );
  }
}
