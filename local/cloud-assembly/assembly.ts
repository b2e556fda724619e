import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Template } from './template.ts';

const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z.looseObject({ templateFile: z.string().optional(), stackName: z.string().optional() }).optional(),
    }),
  ),
});

const Assets = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

/** What `cdk synth` wrote: the one stack's template and the files that it refers to. */
export interface CloudAssembly {
  readonly stackName: string;
  readonly template: Template;
  /** Folders of the assets, by the object key under which the template finds them in the bucket of assets. */
  readonly assets: ReadonlyMap<string, string>;
}

/** @throws Error where the folder holds no cloud assembly with exactly one stack */
export async function readAssembly(directory: string): Promise<CloudAssembly> {
  const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(directory, file), 'utf8'));
  const { artifacts } = Manifest.parse(await read('manifest.json'));
  const [stack, ...others] = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  if (stack === undefined || others.length > 0) {
    throw new Error(`${directory}: expected one stack, got ${others.length + (stack === undefined ? 0 : 1)}`);
  }
  const [id, { properties = {} }] = stack;
  const { templateFile = `${id}.template.json`, stackName = id } = properties;
  const { files } = Assets.parse(await read(`${id}.assets.json`));
  const assets = Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ objectKey }) => [objectKey, join(directory, source.path)] as const),
  );
  return { stackName, template: Template.parse(await read(templateFile)), assets: new Map(assets) };
}
