import type { CallFacts, RotationFacts, StepFacts } from '../document.ts';
import type { Page } from './page.ts';
import { type Cell, table } from './table.ts';

const SERVICES = { emnify: 'emnify', secretsmanager: 'aws', scheduler: 'aws', lambda: 'aws' };

/** A rotation with every call under its step, or with one line for each step. */
export function rotationLines(
  { token, outcome, steps }: RotationFacts,
  detail: 'calls' | 'steps',
  page: Page,
): string[] {
  // Attempts are alike: told step by step, the first is enough.
  const told = detail === 'calls' ? steps : steps.filter(({ attempt }) => attempt === 1);
  const attempts = new Set(steps.map(({ attempt }) => attempt)).size;
  const rows = told.flatMap((step) => [
    stepRow(step, detail, page),
    ...(detail === 'calls' ? callRows(step, page) : []),
  ]);
  return [
    `  version ${token}`,
    '',
    ...table(rows, { indent: 2, width: page.width }),
    ...(outcome === 'succeeded'
      ? []
      : ['', `  ${page.bad('failed')}: Secrets Manager gave up, AWSCURRENT is as it was (${attempts} attempts)`]),
  ];
}

function stepRow({ step, calls, ms, error }: StepFacts, detail: 'calls' | 'steps', page: Page): Cell[] {
  const sum = `${calls.length} ${calls.length === 1 ? 'call' : 'calls'}`;
  const ending: Cell =
    error === undefined
      ? { text: detail === 'calls' ? sum : lastWrite(calls), paint: page.dim }
      : { text: error, paint: page.bad };
  const cells: Cell[] = [{ text: step, paint: page.bold }, { text: '' }, duration(ms)];
  return detail === 'calls'
    ? [...cells, ending]
    : [{ text: step, paint: page.bold }, { text: sum }, duration(ms), ending];
}

function lastWrite(calls: readonly CallFacts[]): string {
  const write = calls.findLast(({ operation }) => !/^(?:GET |Get|Describe)/.test(operation));
  return write?.did ?? 'looked, nothing left to do';
}

/** Calls as rows: whose, the status, how long, what it did. */
export function callRows({ calls }: Pick<StepFacts, 'calls'>, page: Page): Cell[][] {
  return calls.map(({ service, operation, status, ms, did }) => [
    { text: `  ${SERVICES[service]} ${shorter(operation)}` },
    answered(status, page),
    duration(ms),
    { text: did },
  ]);
}

function answered(status: number | undefined, { dim, bad }: Page): Cell {
  return { text: String(status ?? '---'), paint: status === undefined || status >= 500 ? bad : dim };
}

function duration(ms: number): Cell {
  return { text: `${ms.toFixed(ms < 10 ? 1 : 0)} ms`, align: 'right' };
}

/** All paths begin alike, and a key's id stands in the words. */
function shorter(operation: string): string {
  return operation.replace('/api/v1/', '/');
}
