import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { WireOperation } from '@aws/durable-execution-sdk-js';
import * as z from 'zod';

const CHILD = fileURLToPath(import.meta.resolve('./footprint-process.ts'));

const Footprint = z.object({ peakMb: z.number(), operations: z.number() });

/** The peak memory of a process of its own that replays the whole execution, which is the most that one invocation ever has to hold. */
export async function footprint(operations: readonly WireOperation[]): Promise<z.infer<typeof Footprint>> {
  const child = execFile(process.execPath, [CHILD]);
  let printed = '';
  child.stdout?.on('data', (chunk) => {
    printed += String(chunk);
  });
  child.stdin?.end(JSON.stringify(operations));
  await once(child, 'close');
  return Footprint.parse(JSON.parse(printed));
}
