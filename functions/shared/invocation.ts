import { RotationError } from '../domain/errors.ts';
import { asLine } from '../domain/wording.ts';
import type { Logger } from './logger.ts';
import type { Redactor } from './redaction.ts';

/** A failure that no rule foresaw: a bug. Its message and stack are the original's, without secrets. */
class UnexpectedFailure extends RotationError {
  static override readonly name = 'UnexpectedFailure';
  readonly kind = 'unexpected-failure';
}

/**
 * The edge of a function: a failure is logged once and thrown on, so that the caller sees it too; what is thrown never holds
 * more than words that passed the redactor, since Lambda prints and returns it.
 */
export async function atTheEdge<T>(
  { logger, redactor }: { readonly logger: Logger; readonly redactor: Redactor },
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const failure = error instanceof RotationError ? error : unexpected(error, redactor);
    failure.message = redactor.text(failure.message);
    if (failure.stack !== undefined) failure.stack = redactor.text(failure.stack);
    logger.error(failure.message, { error: failure });
    throw failure;
  }
}

function unexpected(error: unknown, redactor: Redactor): UnexpectedFailure {
  const told = (read: () => unknown): string => redactor.text(readable(read));
  const isError = error instanceof Error;
  const name = told(() => (isError ? error.name : 'Error'));
  const message = told(() => (isError ? error.message : error));
  const failure = new UnexpectedFailure(`unexpected ${asLine(name)}: ${asLine(message, 1_000)}; please report it`);
  if (isError) failure.stack = readable(() => error.stack);
  return failure;
}

/** Anything may be thrown, also what cannot be made a text of. */
function readable(read: () => unknown): string {
  try {
    return String(read());
  } catch {
    return '[unreadable]';
  }
}
