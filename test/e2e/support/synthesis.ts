import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Once for all end-to-end tests: the cloud assembly, from the command that a deployment begins with. */
export default async function synthesise(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'cdk.out-'));
  const cdk = join(root, 'node_modules', '.bin', 'cdk');
  await promisify(execFile)(cdk, ['synth', '--quiet', '--output', directory], { cwd: root });
  project.provide('assembly', directory);
  return () => rm(directory, { recursive: true });
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the cloud assembly. */
    assembly: string;
  }
}
