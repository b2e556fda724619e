import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { FunctionCode } from '../local/lambda/registry.ts';
import { RuntimeProcess } from '../local/lambda/runtime-process.ts';
import { EmbeddedStack } from '../local/stack.ts';
import { addAccount, RECONCILE_USER_ARN, ROTATE_KEY_ARN, rotateSecret, writeSecrets } from '../local/subject.ts';
import type { Bundle } from './bundles.ts';
import { InjectedLatency, type Passed } from './latency.ts';
import { startPython, type Usage } from './python.ts';

const STEP_MS = 30_000;
const DAY = 24 * 3_600_000;
const DEVICES = 2;
/** Invocations of one rotation. */
const STEPS = 4;

/** A warm function that rotates, and one that retires and prunes where that is another's work. */
interface Implementation {
  readonly rotate: FunctionCode;
  readonly reconcile?: FunctionCode;
  /** Of the process that rotates, after each of its invocations; it may end the processes to know. */
  readonly usage: () => Promise<readonly Usage[]>;
}

/** One rotation of a user who has been rotated before, and the end of the superseded key and of two stale devices. */
export interface Rotation {
  /** RotateSecret to its end, four steps. */
  readonly rotation: Passed;
  /** The run that retires and prunes; absent where the rotation itself does that. */
  readonly retirement?: Passed;
  /** A run with nothing left to do. */
  readonly daily?: Passed;
  /** CPU time of the rotation alone, and the peak memory of its process. */
  readonly usage: Usage;
}

export async function measureRotation(
  latencyMs: number,
  implement: (environment: Readonly<Record<string, string>>) => Promise<Implementation>,
): Promise<Rotation> {
  await earlyInTimeStep();
  const stack = await EmbeddedStack.start({
    start: new Date(Math.floor(Date.now() / STEP_MS) * STEP_MS + 5_000).toISOString(),
  });
  try {
    const subject = addAccount(stack);
    writeSecrets(stack, subject);
    const { rotate, reconcile, usage } = await implement(stack.environment());
    stack.functions.define(ROTATE_KEY_ARN, rotate);
    if (reconcile !== undefined) stack.functions.define(RECONCILE_USER_ARN, reconcile);
    const rotated = async () => {
      rotateSecret(stack, subject);
      await stack.secretsManager.rotationSettled(subject.keySecret);
      const outcome = stack.secretsManager.secret(subject.keySecret)?.attempts.at(-1);
      if (outcome?.outcome !== 'succeeded') throw new Error(`expected a rotation, and it failed: ${outcome?.error}`);
    };
    await rotated();
    const portal = stack.emnify.portal(subject.username);
    for (let count = 0; count < DEVICES; count += 1) portal.addDevice({ activatedAt: stack.clock.now() - 40 * DAY });

    const latency = new InjectedLatency(stack, latencyMs);
    latency.begin();
    await rotated();
    const rotation = latency.end();
    const reconciled = async (): Promise<Passed> => {
      latency.begin();
      const result = await stack.functions.invoke(RECONCILE_USER_ARN, { user: subject.user, endGrace: true });
      if (!result.ok) throw new Error(`expected a run of reconcile-user, and it failed: ${result.errorMessage}`);
      return latency.end();
    };
    const runs = reconcile === undefined ? {} : { retirement: await reconciled(), daily: await reconciled() };
    const { keys, devices } = stack.emnify.user(subject.username);
    const left = keys.filter(({ state }) => state === 'active').length;
    if (left !== 1) throw new Error(`expected one active key at the end, got ${left} and ${devices.length} devices`);
    return { rotation, ...runs, usage: ofLastRotation(await usage()) };
  } finally {
    await stack.close();
  }
}

function ofLastRotation(usage: readonly Usage[]): Usage {
  const [before, after] = [usage.at(-1 - STEPS), usage.at(-1)];
  if (before === undefined || after === undefined) throw new Error('expected two rotations of four steps');
  return { cpuMs: after.cpuMs - before.cpuMs, peakMb: after.peakMb };
}

/** The stack's time stands still; a function that goes by the machine's must be done before the time-step ends. */
async function earlyInTimeStep(): Promise<void> {
  const passed = Date.now() % STEP_MS;
  if (passed > STEP_MS / 2) await setTimeout(STEP_MS - passed + 100);
}

const Line = z.object({ benchmark: z.object({ cpuMs: z.number(), peakMb: z.number() }) });

/** The bundles as they are deployed, in warm processes behind the Lambda Runtime API. */
export function ofBundles(bundles: ReadonlyMap<string, Bundle>, directory: string) {
  return async (environment: Readonly<Record<string, string>>): Promise<Implementation> => {
    const start = async (folder: string, functionArn: string): Promise<RuntimeProcess> => {
      const bundle = join(directory, `${folder}-measured.mjs`);
      await writeFile(bundle, measured(bundles.get(folder)?.path ?? ''));
      const variables = { ...environment, ROTATE_KEY_ARN };
      return new RuntimeProcess({ functionArn, bundle, environment: variables, timeoutMs: 60_000, fresh: false });
    };
    const rotateKey = await start('rotate-key', ROTATE_KEY_ARN);
    const reconcileUser = await start('reconcile-user', RECONCILE_USER_ARN);
    return {
      rotate: rotateKey.code,
      reconcile: reconcileUser.code,
      usage: async () => {
        await Promise.all([rotateKey.close(), reconcileUser.close()]);
        return usageIn(rotateKey.output);
      },
    };
  };
}

/** The handler of a bundle, which prints what its process has used after each invocation. */
function measured(path: string): string {
  return `import { handler as inner } from ${JSON.stringify(pathToFileURL(path).href)};
export async function handler(event, context) {
  try {
    return await inner(event, context);
  } finally {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    console.log(JSON.stringify({ benchmark: { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 } }));
  }
}
`;
}

function usageIn(output: string): readonly Usage[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{"benchmark"'));
  return lines.map((line) => Line.parse(JSON.parse(line)).benchmark);
}

/** The same job in Python, in one warm process. */
export function ofPython(file: string) {
  return async (environment: Readonly<Record<string, string>>): Promise<Implementation> => {
    const python = startPython(file, environment);
    return {
      rotate: python.code,
      usage: async () => {
        python.close();
        return python.usage;
      },
    };
  };
}
