import { EXIT } from './exit-codes.ts';
import { explain } from './explain.ts';
import { Failure } from './failures.ts';

/** What a refusal of the stored credentials may mean: emnify does not say which of them is wrong. */
export const WRONG_CREDENTIALS = 'The password is wrong, or the application token, or the format of the password.';

/** Names of the functions' errors after which a hold is in force, or may be. */
const REFUSALS = new Set(['BadCredentials', 'LockedOut', 'HoldInForce']);

/** Names of errors, the functions' and the command's own, after which the same again may succeed. */
const PASSING = new Set([
  'TryAgainLater',
  'Throttled',
  'Unavailable',
  'SessionExpired',
  'OutcomeUnknown',
  'UnexpectedAnswer',
  'StoreUnavailable',
  'StoreOutcomeUnknown',
  'store-outcome-unknown',
  'unnamed error',
]);

/** An invocation that Lambda ended: its time was over, or its memory. */
const ENDED_BY_LAMBDA = /^(Sandbox|Runtime)\./;

export function isRefusal({ kind }: Failure): boolean {
  return REFUSALS.has(kind);
}

/** What comes next, by what the failure asks for. */
interface Ways {
  /** Other credentials are needed. */
  readonly credentials: string;
  /** A hold is in force. */
  readonly hold: string;
  /** It passes by itself. */
  readonly again: string;
}

/** @returns of a failure what comes next; undefined where its message says it, or where nobody knows */
export function nextBy({ credentials, hold, again }: Ways): (failure: Failure) => string | undefined {
  return (failure) => {
    const { kind } = failure;
    if (kind === 'BadCredentials') return credentials;
    if (isRefusal(failure)) return hold;
    return PASSING.has(kind) || ENDED_BY_LAMBDA.test(kind) ? again : undefined;
  };
}

/**
 * The work, and where it fails without saying so itself, what comes next.
 * @param next of a failure: an act or a command; undefined where its message says all
 * @throws Failure
 */
export async function withNext<T>(work: Promise<T>, next: (failure: Failure) => string | undefined): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw nextOf(explain(error), next);
  }
}

/** The failure with what comes next, unless it says so already, as Ctrl-C does. */
export function nextOf(failure: Failure, next: (failure: Failure) => string | undefined): Failure {
  const { message, kind, exitCode } = failure;
  if (failure.next !== undefined || exitCode === EXIT.interrupted) return failure;
  const then = next(failure);
  return then === undefined ? failure : new Failure(message, { kind, exitCode, next: then });
}
