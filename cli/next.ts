import { EXIT } from './exit-codes.ts';
import { explain } from './explain.ts';
import { Failure } from './failures.ts';

/** What a refusal of the stored credentials may mean: emnify does not say which of them is wrong. */
export const WRONG_CREDENTIALS = 'The password is wrong, or the application token, or the format of the password.';

/** Names of the functions' errors after which a hold is in force, or may be. */
const REFUSALS = new Set(['BadCredentials', 'LockedOut', 'HoldInForce']);

export function isRefusal({ kind }: Failure): boolean {
  return REFUSALS.has(kind);
}

/**
 * The work, and where it fails without saying so itself, what comes next.
 * @param next of a failure: an act or a command
 * @throws Failure
 */
export async function withNext<T>(work: Promise<T>, next: (failure: Failure) => string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw nextOf(explain(error), next);
  }
}

/** The failure with what comes next, unless it says so already, as Ctrl-C does. */
export function nextOf(failure: Failure, next: (failure: Failure) => string): Failure {
  const { message, kind, exitCode } = failure;
  if (failure.next !== undefined || exitCode === EXIT.interrupted) return failure;
  return new Failure(message, { kind, exitCode, next: next(failure) });
}
