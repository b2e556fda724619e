import { RotationError } from './errors.ts';

/** What is safe to say about a call: never its request, never a body. */
export interface CallFacts {
  readonly method: string;
  /** The path's template, e.g. `/api/v1/user/my/mfa/{key_id}`: no user name or id. */
  readonly path: string;
  readonly status?: number;
  /** `error_code` and `error_token` of the vendor's error body, where it sent one. */
  readonly errorCode?: number;
  readonly errorToken?: string;
}

/** A call to emnify that did not succeed. The subclasses differ in what the caller should do. */
export abstract class EmnifyError extends RotationError {
  readonly call: CallFacts;

  constructor(message: string, call: CallFacts) {
    super(`${call.method} ${call.path}${call.status === undefined ? '' : ` answered ${call.status}`}: ${message}`);
    this.call = call;
  }
}

/** 401 for the token, password or code itself (empty body or 1101): do not send them again. */
export class BadCredentials extends EmnifyError {
  static override readonly name = 'BadCredentials';
  readonly kind = 'bad-credentials';
}

/** 401 for the JWT (1102, 1103) on a call that must not be repeated by itself: authenticate and look before anything else. */
export class SessionExpired extends EmnifyError {
  static override readonly name = 'SessionExpired';
  readonly kind = 'session-expired';
}

/** 401 with `TooManyRequests`: the account is locked out. Send nothing before `until` (epoch ms, this machine's time). */
export class LockedOut extends EmnifyError {
  static override readonly name = 'LockedOut';
  readonly kind = 'locked-out';
  readonly until: number;

  constructor(message: string, call: CallFacts, until: number) {
    super(message, call);
    this.until = until;
  }
}

/** 403: the user's role does not allow it. */
export class Forbidden extends EmnifyError {
  static override readonly name = 'Forbidden';
  readonly kind = 'forbidden';
}

/** 404 in the vendor's own words (JSON with error code 1201). A proxy's 404 page is an `UnexpectedAnswer`. */
export class NotFound extends EmnifyError {
  static override readonly name = 'NotFound';
  readonly kind = 'not-found';
}

/** 409: the resource's state does not allow it (a key activates once; an account may allow one key). */
export class Conflict extends EmnifyError {
  static override readonly name = 'Conflict';
  readonly kind = 'conflict';
}

/** 400 or 422: the body (a code, a password, a field) was refused. `details` are the vendor's nested errors. */
export class Refused extends EmnifyError {
  static override readonly name = 'Refused';
  readonly kind = 'refused';
  readonly details: readonly {
    readonly code?: number;
    readonly token?: string;
    readonly field?: string;
    readonly message?: string;
  }[];

  constructor(message: string, call: CallFacts, details: Refused['details'] = []) {
    super(message, call);
    this.details = details;
  }
}

/** 429: nothing was done. `retryAfter` (ms) where the server said how long to wait. */
export class Throttled extends EmnifyError {
  static override readonly name = 'Throttled';
  readonly kind = 'throttled';
  readonly retryAfter: number | undefined;

  constructor(message: string, call: CallFacts, retryAfter?: number) {
    super(message, call);
    this.retryAfter = retryAfter;
  }
}

/** No connection, or 5xx, on a call that changes nothing or may be repeated (after its retries): try later. */
export class Unavailable extends EmnifyError {
  static override readonly name = 'Unavailable';
  readonly kind = 'unavailable';
}

/** A call that must not be repeated was sent, and whether it took effect is not known: look before anything else. */
export class OutcomeUnknown extends EmnifyError {
  static override readonly name = 'OutcomeUnknown';
  readonly kind = 'outcome-unknown';
}

/** An answer that no document describes (a page instead of JSON, missing members, an unknown status). */
export class UnexpectedAnswer extends EmnifyError {
  static override readonly name = 'UnexpectedAnswer';
  readonly kind = 'unexpected-answer';
}

/** Answers that say that the password or code was not looked at. */
export function judgedNothing(error: unknown): boolean {
  return [Conflict, NotFound, SessionExpired, Throttled, Unavailable].some((kind) => error instanceof kind);
}
