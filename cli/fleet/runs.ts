import * as z from 'zod';
import type { FleetExecution, ListedExecution } from '../aws/fleet-executions.ts';
import { ForeignLine } from '../foreign-line.ts';

const runForm = 'expected a name of 1 to 60 letters, digits, - and _, beginning with a letter or digit';

/** A run's name, as Lambda allows it in the name of an execution: 64 characters with the number behind it. */
export const RunName = z.string(runForm).regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/, runForm);

/**
 * The execution that begins a run, or goes on with it. A name belongs to one execution for as long as Lambda keeps it, so
 * each next one is numbered; two operators who start the same at once name the same execution, and there is one.
 */
export function nextExecutionName(run: string, executions: readonly ListedExecution[]): string {
  const numbers = executions.map(({ name }) => numberOf(run, name) ?? 0);
  return `${run}_${Math.max(0, ...numbers) + 1}`;
}

/** The latest execution of the run that this command started. */
export function latestOf(run: string, executions: readonly ListedExecution[]): ListedExecution | undefined {
  const numbered = executions.map((execution) => ({ execution, number: numberOf(run, execution.name) ?? 0 }));
  return numbered.filter(({ number }) => number > 0).toSorted((one, other) => other.number - one.number)[0]?.execution;
}

function numberOf(run: string, name: string): number | undefined {
  const [, of, number] = /^(.+)_(\d{1,3})$/.exec(name) ?? [];
  return of === run ? Number(number) : undefined;
}

const Input = z.object({ run: ForeignLine });

/** The run that an execution is of, as its input says: also of one that a runbook started. */
export function runOf({ input, name }: FleetExecution): string {
  try {
    return Input.parse(JSON.parse(input ?? '')).run;
  } catch {
    return name;
  }
}
