import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedStack } from '../local/stack.ts';
import { ROTATE_KEY_ARN } from '../local/subject.ts';
import { buildBundles } from './bundles.ts';
import { type Growth, grow } from './growth.ts';
import type { Passed } from './latency.ts';
import { median, rounded } from './measure.ts';
import { priceOf, type Work } from './price.ts';
import { measureStarts, type ProcessStarts } from './process-starts.ts';
import { findPython } from './python.ts';
import { measureRotation, ofBundles, ofPython, type Rotation } from './rotation.ts';

const START_ROUNDS = 11;
const ROTATION_ROUNDS = 5;
/** Of every call, milliseconds. */
const LATENCIES = [20, 50, 100] as const;

export interface RotationAt {
  readonly latencyMs: number;
  readonly wallMs: number;
  /** What the injected latencies cost on the critical path. */
  readonly waitedMs: number;
  readonly ratio: number;
  /** CPU time of the function. */
  readonly cpuMs: number;
  /** Of its process. */
  readonly peakMb: number;
}

export interface Results {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly starts: ProcessStarts;
  readonly calls: Readonly<Record<'rotation' | 'retirement' | 'daily', Passed['calls']>>;
  readonly rotation: readonly RotationAt[];
  /** Absent where no Python has the packages. */
  readonly python?: { readonly calls: Passed['calls']; readonly rotation: readonly RotationAt[] };
  /** US dollars, at the middle latency. */
  readonly price: Readonly<Record<'rotation' | 'retirement' | 'daily', number>>;
  readonly growth: readonly Growth[];
}

/** Measures everything. @throws where a process or a rotation fails */
export async function measureAll(): Promise<Results> {
  const directory = await mkdtemp(join(tmpdir(), 'emnify-mfa-bench-'));
  try {
    const [bundles, python] = await Promise.all([buildBundles(directory), findPython()]);
    const starts = await measureStarts(bundles, await variables(), python, START_ROUNDS);
    const ours: Rotation[][] = [];
    const theirs: Rotation[][] = [];
    for (const latencyMs of LATENCIES) {
      const [our, their]: [Rotation[], Rotation[]] = [[], []];
      for (let round = 0; round < ROTATION_ROUNDS; round += 1) {
        our.push(await measureRotation(latencyMs, ofBundles(bundles, directory)));
        if (python !== undefined) their.push(await measureRotation(latencyMs, ofPython(python)));
      }
      ours.push(our);
      theirs.push(their);
    }
    const sample = ours[1]?.[0];
    if (sample?.retirement === undefined || sample.daily === undefined) throw new Error('expected three runs of each');
    const rotation = work(sample.rotation, 4, 0);
    const retirement = work(sample.retirement, 1, 1);
    const daily = work(sample.daily, 1, 1);
    const theirCalls = theirs[0]?.[0]?.rotation.calls;
    return {
      machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), node: process.version },
      starts,
      calls: { rotation: rotation.calls, retirement: retirement.calls, daily: daily.calls },
      rotation: ours.map(summary),
      ...(theirCalls === undefined ? {} : { python: { calls: theirCalls, rotation: theirs.map(summary) } }),
      price: { rotation: priceOf(rotation), retirement: priceOf(retirement), daily: priceOf(daily) },
      growth: grow(rotation, retirement, daily),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A function's environment; the addresses in it are not called. */
async function variables(): Promise<Readonly<Record<string, string>>> {
  const stack = await EmbeddedStack.start();
  await stack.close();
  return { ...stack.environment(), ROTATE_KEY_ARN };
}

function summary(rounds: readonly Rotation[], index: number): RotationAt {
  const of = (figure: (rotation: Rotation) => number, digits = 1) => rounded(median(rounds.map(figure)), digits);
  return {
    latencyMs: LATENCIES[index] ?? Number.NaN,
    wallMs: of(({ rotation }) => rotation.wallMs),
    waitedMs: of(({ rotation }) => rotation.waitedMs),
    ratio: of(({ rotation }) => rotation.wallMs / rotation.waitedMs, 2),
    cpuMs: of(({ usage }) => usage.cpuMs),
    peakMb: of(({ usage }) => usage.peakMb),
  };
}

/** A one-time schedule is invoked once, and so is each day's. */
function work({ calls, wallMs }: Passed, invocations: number, scheduled: number): Work {
  return { calls, invocations, seconds: wallMs / 1000, scheduled };
}
