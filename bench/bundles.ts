import { globSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../local/lambda/bundle.ts';

export interface Bundle {
  readonly path: string;
  readonly bytes: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Every function's bundle as it is deployed, by the function's folder. */
export async function buildBundles(directory: string): Promise<ReadonlyMap<string, Bundle>> {
  const bundles = new Map<string, Bundle>();
  for (const handler of globSync('functions/*/handler.ts', { cwd: root }).toSorted()) {
    const folder = basename(dirname(handler));
    const path = await bundle(join(root, handler), join(directory, folder));
    bundles.set(folder, { path, bytes: (await stat(path)).size });
  }
  return bundles;
}
