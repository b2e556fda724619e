import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** One change of a source file of the product. */
export interface Patch {
  /** From `functions/` on. */
  readonly file: string;
  /** Must be in the file exactly once: a patch that no longer fits is to fail loudly. */
  readonly find: string;
  readonly replace: string;
}

const FUNCTIONS = new URL('../../../functions/', import.meta.url);

/** The source of the file with the patches in it. @throws Error where one does not fit */
export function patched(file: string, patches: readonly Patch[]): string {
  return patches.reduce(
    (source, { find, replace }) => {
      const places = source.split(find).length - 1;
      if (places !== 1)
        throw new Error(`expected functions/${file} to hold this exactly once, found ${places}: ${find}`);
      return source.replace(find, () => replace);
    },
    readFileSync(new URL(file, FUNCTIONS), 'utf8'),
  );
}

/**
 * From now on, modules of the product are loaded with these patches, in this thread alone. The files stay as they are.
 * @returns which of the files have been loaded so far
 */
export function plant(patches: readonly Patch[]): { readonly loaded: ReadonlySet<string> } {
  const loaded = new Set<string>();
  registerHooks({
    load(url, context, nextLoad) {
      const file = url.startsWith(FUNCTIONS.href)
        ? fileURLToPath(url).slice(fileURLToPath(FUNCTIONS).length)
        : undefined;
      const mine = patches.filter((patch) => patch.file === file);
      if (file === undefined || mine.length === 0) return nextLoad(url, context);
      loaded.add(file);
      return { format: 'module-typescript', source: patched(file, mine), shortCircuit: true };
    },
  });
  return { loaded };
}
