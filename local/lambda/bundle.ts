import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleFile, bundling } from '../../infra/constructs/bundling.ts';

/**
 * Bundles a function as its deployment does.
 * @param entry path of the module that exports `handler`
 * @param directory where to write the bundle; created if need be
 * @returns path of the bundle
 * @throws esbuild's BuildFailure, whose message names file and line
 */
export async function bundle(entry: string, directory: string): Promise<string> {
  const outfile = join(directory, bundleFile);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: bundling.target,
    mainFields: [...bundling.mainFields],
    minify: bundling.minify,
    sourcemap: bundling.sourceMap,
    sourcesContent: bundling.sourcesContent,
    alias: bundling.alias,
    banner: { js: bundling.banner },
    logLevel: 'silent',
  });
  return outfile;
}
