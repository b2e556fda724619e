import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { FunctionCode } from '../local/lambda/registry.ts';

/** Debian's first: its packages are not seen by a Python from elsewhere. */
const CANDIDATES = ['/usr/bin/python3', 'python3'];

export const pythonFolder = fileURLToPath(new URL('./python', import.meta.url));

/** A Python 3 that has boto3, requests and pyotp; undefined where there is none. */
export async function findPython(): Promise<string | undefined> {
  for (const file of CANDIDATES) {
    try {
      await promisify(execFile)(file, ['-c', 'import boto3, requests, pyotp']);
      return file;
    } catch {
      // Not there, or without one of the packages.
    }
  }
  return undefined;
}

const Answer = z.object({ error: z.nullable(z.string()), cpuMs: z.number(), peakMb: z.number() });

/** What a process has used since its start. */
export interface Usage {
  readonly cpuMs: number;
  readonly peakMb: number;
}

export interface PythonProcess {
  readonly code: FunctionCode;
  /** After each invocation. */
  readonly usage: readonly Usage[];
  close(): void;
}

/** The rotation function in Python, in one warm process. */
export function startPython(file: string, environment: Readonly<Record<string, string>>): PythonProcess {
  const child = spawn(file, ['serve.py'], {
    cwd: pythonFolder,
    env: {
      PATH: process.env['PATH'],
      AWS_DEFAULT_REGION: environment['AWS_REGION'],
      PYTHONDONTWRITEBYTECODE: '1',
      ...environment,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const usage: Usage[] = [];
  return {
    code: async (event) => {
      child.stdin.write(`${JSON.stringify(event)}\n`);
      const { value } = await lines.next();
      const { error, ...used } = Answer.parse(JSON.parse(String(value)));
      usage.push(used);
      if (error !== null) throw new Error(`the Python function failed: ${error}`);
    },
    usage,
    close: () => child.kill(),
  };
}
