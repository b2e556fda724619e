import { EXIT, type ExitCode } from './exit-codes.ts';

/** Why the command ends without what it was asked for: what is wrong, and the command or act that comes next. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: ExitCode;
  /** A stable word for `--json`. */
  readonly kind: string;
  readonly next: string | undefined;

  constructor(message: string, { kind, exitCode, next }: { kind: string; exitCode: ExitCode; next?: string }) {
    super(message);
    this.kind = kind;
    this.exitCode = exitCode;
    this.next = next;
  }
}

/** The command line or what was typed is wrong; nothing was done. */
export function wrongUsage(message: string, next?: string): Failure {
  return new Failure(message, { kind: 'usage', exitCode: EXIT.usage, ...(next === undefined ? {} : { next }) });
}

export function failed(kind: string, message: string, next?: string): Failure {
  return new Failure(message, { kind, exitCode: EXIT.failed, ...(next === undefined ? {} : { next }) });
}

/** The operator said no, before anything was done. @param why where it was not a plain no */
export function declined(why?: string): Failure {
  return new Failure(why === undefined ? 'Nothing was done.' : `Nothing was done: ${why}.`, {
    kind: 'declined',
    exitCode: EXIT.declined,
  });
}

/** @param standing what has been done so far, and how to go on */
export function interrupted(standing: string): Failure {
  return new Failure(`Interrupted. ${standing}`, { kind: 'interrupted', exitCode: EXIT.interrupted });
}
