import { mismatches } from './match.ts';
import { isObject, substitute, substituteInput, type Variables } from './substitute.ts';
import type { Case, ErrorExpectation, Step } from './table.ts';

/** How a call ended; `httpStatus` is the wire status. */
export type Outcome =
  | { readonly ok: unknown }
  | { readonly error: { readonly code: string; readonly message: string; readonly httpStatus?: number | undefined } };

/** What a stand-in's tests provide so that the cases can be run against it. */
export interface CaseDriver {
  /** Epoch milliseconds of the stand-in's clock. */
  now(): number;
  /** Makes an API call; with `raw`, without what the SDK adds by itself. Dates and bytes come as Date and Uint8Array. */
  call(action: string, input: Readonly<Record<string, unknown>>, raw: boolean): Promise<Outcome>;
  /** Does an `@step` (but `@Assert`, which is done here) and gives its answer. */
  step(name: string, input: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/**
 * Runs the steps of a case in order.
 * @throws Error at the first step whose outcome is not the expected one, naming step and differences
 */
export async function runCase({ id, steps }: Case, driver: CaseDriver): Promise<void> {
  const variables = new Map<string, unknown>();
  for (const [index, step] of steps.entries()) {
    const outcome = await perform(step, substituteInput(step.input, variables), driver);
    const differences = compare(step, outcome, variables, driver.now());
    if (differences.length > 0) {
      throw new Error(`${id}, step ${index + 1} (${step.call}):\n  ${differences.join('\n  ')}`);
    }
    for (const [name, path] of Object.entries(step.capture ?? {})) variables.set(name, at(outcome, path));
  }
}

async function perform(step: Step, input: Readonly<Record<string, unknown>>, driver: CaseDriver): Promise<Outcome> {
  if (step.call === '@Assert') return { ok: input };
  if (step.call.startsWith('@')) return { ok: await driver.step(step.call, input) };
  return driver.call(step.call, input, step.raw ?? false);
}

function compare({ expect }: Step, outcome: Outcome, variables: Variables, now: number): string[] {
  if ('ok' in expect) {
    if ('ok' in outcome) return mismatches(substitute(expect.ok, variables), outcome.ok, now);
    return [`expected an answer, got ${outcome.error.code}: ${outcome.error.message}`];
  }
  if ('ok' in outcome) return [`expected ${expect.error.code}, got an answer`];
  return compareError(expect.error, outcome.error, variables);
}

function compareError(
  expected: ErrorExpectation,
  actual: { readonly code: string; readonly message: string; readonly httpStatus?: number | undefined },
  variables: Variables,
): string[] {
  const differences: string[] = [];
  if (![expected.code, ...(expected.codeAlternatives ?? [])].includes(actual.code)) {
    differences.push(`expected ${expected.code}, got ${actual.code}: ${actual.message}`);
  }
  if (expected.messageMatches !== undefined) {
    const pattern = new RegExp(String(substitute(expected.messageMatches, variables)));
    if (!pattern.test(actual.message)) differences.push(`expected a message like ${pattern}, got: ${actual.message}`);
  }
  if (expected.httpStatus !== undefined && expected.httpStatus !== actual.httpStatus) {
    differences.push(`expected status ${expected.httpStatus}, got ${actual.httpStatus}`);
  }
  return differences;
}

function at(outcome: Outcome, path: string): unknown {
  let value: unknown = 'ok' in outcome ? outcome.ok : undefined;
  for (const key of path.split('.')) {
    value = Array.isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined;
  }
  if (value === undefined) throw new Error(`The answer has nothing to capture at ${path}.`);
  return value;
}
