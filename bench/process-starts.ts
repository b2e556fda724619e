import { pathToFileURL } from 'node:url';
import type { Bundle } from './bundles.ts';
import { type Command, interleaved, rounded } from './measure.ts';
import { pythonFolder } from './python.ts';

interface ProcessStart {
  readonly function: string;
  readonly bytes: number;
  /** From the start of the process to a function that has its clients and refuses a malformed event, and the end of the process. */
  readonly ms: number;
  /** The same without what an empty process of the language takes: import to ready. */
  readonly importMs: number;
  readonly toPython?: number;
  readonly importToPython?: number;
}

export interface ProcessStarts {
  readonly rounds: number;
  readonly emptyNodeMs: number;
  readonly emptyPythonMs?: number;
  readonly pythonMs?: number;
  readonly functions: readonly ProcessStart[];
}

/** Process starts in turn, medians of `rounds`. `environment` is a function's, so that its clients can be made. */
export async function measureStarts(
  bundles: ReadonlyMap<string, Bundle>,
  environment: Readonly<Record<string, string>>,
  python: string | undefined,
  rounds: number,
): Promise<ProcessStarts> {
  const node = (code: string): Command => ({
    file: process.execPath,
    args: ['--input-type=module', '-e', code],
    env: environment,
  });
  const commands: Record<string, Command> = { 'empty node': node('0') };
  for (const [name, { path }] of bundles) {
    const url = JSON.stringify(pathToFileURL(path).href);
    // A durable function wants its invocation from the service; to be imported is as ready as it can be.
    commands[name] = node(
      name === 'rotate-fleet'
        ? `await import(${url})`
        : `const { handler } = await import(${url}); process.stdout.write = () => true; await handler({}, {}).catch(() => {});`,
    );
  }
  if (python !== undefined) {
    const env = { ...environment, AWS_DEFAULT_REGION: environment['AWS_REGION'] ?? '' };
    const command = (code: string): Command => ({ file: python, args: ['-c', code], env, cwd: pythonFolder });
    commands['empty python'] = command('0');
    commands['python'] = command('import rotation\ntry: rotation.lambda_handler({}, None)\nexcept KeyError: pass');
    await interleaved({ warm: command('import rotation') }, 1);
  }
  const times = await interleaved(commands, rounds);
  const { 'empty node': emptyNode = Number.NaN, 'empty python': emptyPython, python: pythonMs } = times;
  const functions = [...bundles].map(([name, { bytes }]): ProcessStart => {
    const ms = times[name] ?? Number.NaN;
    const ratios =
      pythonMs === undefined || emptyPython === undefined
        ? {}
        : {
            toPython: rounded(ms / pythonMs, 2),
            importToPython: rounded((ms - emptyNode) / (pythonMs - emptyPython), 2),
          };
    return { function: name, bytes, ms: rounded(ms), importMs: rounded(ms - emptyNode), ...ratios };
  });
  return {
    rounds,
    emptyNodeMs: rounded(emptyNode),
    ...(emptyPython === undefined ? {} : { emptyPythonMs: rounded(emptyPython) }),
    ...(pythonMs === undefined ? {} : { pythonMs: rounded(pythonMs) }),
    functions,
  };
}
