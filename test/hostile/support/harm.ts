import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, vi } from 'vitest';
import { RotationError } from '../../../functions/domain/errors.ts';
import { leaks } from '../../support/canary.ts';

/** Planted wherever an input may hold a secret; nothing of it may come out. */
export const CANARY = 'Kanarienvogel-7f3a';

/** What an operator reads in one go, and what any log keeps whole. */
const LONGEST_MESSAGE = 2_000;

/** Processor time of one case, milliseconds, on a machine that is busy: work that grows with the square of a megabyte takes hours. */
const LONGEST_CASE = 3_000;

/** What hundreds of cases may leave behind, bytes: caches of the engine, and no copy of each input. */
const MOST_KEPT = 100_000_000;

const SEED = 20_261_124;

// Thousands of cases, on a machine that may be busy with something else.
vi.setConfig({ testTimeout: 120_000 });

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** The same thousands of inputs in every run, none of which may cost more memory than it gives back. */
export async function manyTimes<T>(
  inputs: fc.Arbitrary<T>,
  meets: (input: T) => unknown,
  numRuns = 300,
): Promise<void> {
  const before = heapInUse();
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      await meets(input);
    }),
    { seed: SEED, numRuns, reporter: reportBriefly },
  );
  expect(heapInUse() - before, 'memory that is kept').toBeLessThan(MOST_KEPT);
}

/** The counterexample may be a megabyte long: its beginning tells what it is. */
function reportBriefly<T>({ failed, counterexample, errorInstance, seed, counterexamplePath }: fc.RunDetails<T>): void {
  if (!failed) return;
  const example = fc.stringify(counterexample).slice(0, 400);
  throw new Error(`refuted by ${example} (seed ${seed}, path ${counterexamplePath})`, { cause: errorInstance });
}

/**
 * What came of one case: what it returned, or the error of the project that it threw.
 * @throws where it threw anything else, a message that nobody could read or that tells the canary, or took too long
 */
export async function harmless<T>(
  act: () => T | Promise<T>,
): Promise<{ readonly value: T } | { readonly error: RotationError }> {
  const began = process.cpuUsage();
  const outcome = await settled(act);
  const { user, system } = process.cpuUsage(began);
  expect((user + system) / 1_000, 'processor time, ms').toBeLessThan(LONGEST_CASE);
  if ('error' in outcome) expectReadable(outcome.error);
  return outcome;
}

/** `harmless`, of a case that must be refused. @returns the refusal */
export async function refused(act: () => unknown): Promise<RotationError> {
  const outcome = await harmless(act);
  if ('error' in outcome) return outcome.error;
  throw new Error('expected a refusal, and it was accepted', { cause: outcome.value });
}

/** Nothing of the canary in whatever left, told as sentences. */
export function expectSecret(places: Readonly<Record<string, unknown>>): void {
  expect(leaks(places, [{ name: 'the canary', text: CANARY }])).toEqual([]);
}

function expectReadable(error: RotationError): void {
  expect(error.message.length, 'characters of the message').toBeLessThanOrEqual(LONGEST_MESSAGE);
  expect(error.message, 'a sentence without control characters').toMatch(/^[^\p{Cc}\p{Cs}]{20,}$/u);
  expect(error.kind).toMatch(/^[a-z-]+$/);
  expectSecret({ error });
}

async function settled<T>(
  act: () => T | Promise<T>,
): Promise<{ readonly value: T } | { readonly error: RotationError }> {
  try {
    return { value: await act() };
  } catch (error) {
    if (error instanceof RotationError) return { error };
    throw error;
  }
}

function heapInUse(): number {
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}
