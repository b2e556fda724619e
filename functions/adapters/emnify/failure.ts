import {
  BadCredentials,
  type CallFacts,
  Conflict,
  type EmnifyError,
  Forbidden,
  LockedOut,
  NotFound,
  OutcomeUnknown,
  Refused,
  SessionExpired,
  Throttled,
  Unavailable,
  UnexpectedAnswer,
} from '../../domain/emnify-errors.ts';
import { parseRetryAfter } from './backoff.ts';
import type { Operation } from './operations.ts';
import type { Answer, Call, Silence } from './transport.ts';
import { parseVendorError, type VendorError } from './vendor-error.ts';

/** Current documents lock for five minutes, older ones for an hour, and an attempt during lockout must not be made: the longer one. */
const LOCKOUT = 60 * 60 * 1_000;

const JWT_REFUSED = new Set([1102, 1103]);
const INVALID_CREDENTIALS = 1101;
const TOO_MANY_REQUESTS = 1105;
const NOT_FOUND = 1201;

/** This machine's time and emnify's, epoch ms. */
export interface Now {
  readonly here: number;
  readonly server: number;
}

/** The error of a call that did not succeed. It holds nothing of the request, and of the answer only what `safe-text.ts` lets through. */
export function failure(call: Call, outcome: Answer | Silence, now: Now): EmnifyError {
  if (outcome.kind === 'silence') return unanswered(call.operation, outcome);
  const secrets = call.secrets.map((secret) => secret.reveal());
  const vendor = parseVendorError(outcome.text, secrets);
  const facts = factsOf(call.operation, outcome.status, vendor);
  const said = sayings(vendor);
  if (outcome.status === 429) {
    return new Throttled(
      `too many requests${said}; nothing was done, wait before the next call`,
      facts,
      parseRetryAfter(outcome.retryAfter, now.server),
    );
  }
  if (outcome.status >= 500) return broken(call.operation, facts, said);
  if (outcome.status === 401 && isLockout(outcome, vendor)) {
    return new LockedOut(
      'the account is locked after failed attempts; send nothing for it until then',
      facts,
      now.here + LOCKOUT,
    );
  }
  // A page was written by something in between: what it says of the call is not emnify's word.
  if (vendor === undefined && outcome.text.trim() !== '') return notInDocuments(facts, 'a page instead of JSON');
  switch (outcome.status) {
    case 400:
    case 422:
      return new Refused(
        `emnify refused what was sent${said}; correct it before sending again`,
        facts,
        vendor?.details,
      );
    case 401:
      return unauthorized(call, facts, said);
    case 403:
      return new Forbidden(`the user's role or the token's IP range does not allow it${said}`, facts);
    case 404:
      return vendor?.errorCode === NOT_FOUND
        ? new NotFound(`there is no such thing for this user${said}`, facts)
        : notInDocuments(facts, "not found, but not in emnify's words");
    case 409:
      return new Conflict(`the state of the resource or the account does not allow it${said}`, facts);
    default:
      return notInDocuments(facts, 'a status that no document names');
  }
}

/** The error of a 2xx whose body, or lack of one, is not what the documents say. `found` must not quote the body. */
export function unreadable(operation: Operation, status: number, found: string): EmnifyError {
  const facts = factsOf(operation, status, undefined);
  if (operation.stake !== 'key-change') return notInDocuments(facts, found);
  return new OutcomeUnknown(`${found}; the call may have taken effect, look at the user's keys`, facts);
}

function unanswered(operation: Operation, { reason, nothingSent }: Silence): EmnifyError {
  const facts = factsOf(operation, undefined, undefined);
  if (nothingSent) return new Unavailable(`no connection to emnify (${reason}), nothing was sent; try later`, facts);
  return mayHide(operation)
    ? new OutcomeUnknown(`sent, and not answered (${reason}); look before sending it again`, facts)
    : new Unavailable(`no answer (${reason}); try later`, facts);
}

function broken(operation: Operation, facts: CallFacts, said: string): EmnifyError {
  return mayHide(operation)
    ? new OutcomeUnknown(`the server failed${said}, perhaps after it acted; look before sending it again`, facts)
    : new Unavailable(`the server failed${said}; try later`, facts);
}

function unauthorized(call: Call, facts: CallFacts, said: string): EmnifyError {
  // On authenticate there is no JWT to refuse: 1102 there means the application token.
  if (call.jwt !== undefined && facts.errorCode !== undefined && JWT_REFUSED.has(facts.errorCode)) {
    return new SessionExpired(
      `the session is over${said}; authenticate again and look before repeating the call`,
      facts,
    );
  }
  return new BadCredentials(
    `emnify does not accept the user's credentials${said}; store valid ones before trying again`,
    facts,
  );
}

/** Whether the 401 can only mean the JWT: nothing else was sent with it, and emnify does not name the credentials. */
export function refusesJwt(error: EmnifyError, operation: Operation): boolean {
  if (error.kind === 'session-expired') return true;
  // A 401 may come without a body; on a call that carries a password or a code it may then mean those.
  return (
    error.kind === 'bad-credentials' && operation.stake === 'repeatable' && error.call.errorCode !== INVALID_CREDENTIALS
  );
}

/** Whether silence may hide that a password or a code was judged. */
function mayHide({ stake }: Operation): boolean {
  return stake === 'sign-in' || stake === 'key-change';
}

function isLockout(answer: Answer, vendor: VendorError | undefined): boolean {
  return vendor?.errorCode === TOO_MANY_REQUESTS || /too\s*many\s*requests/i.test(answer.text);
}

function notInDocuments(facts: CallFacts, found: string): UnexpectedAnswer {
  return new UnexpectedAnswer(
    `${found}; check the API's address and what is in between, then the API's documents`,
    facts,
  );
}

function sayings(vendor: VendorError | undefined): string {
  const parts = [vendor?.errorCode, vendor?.errorToken, vendor?.message].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : ` (${parts.join(' ')})`;
}

function factsOf({ method, path }: Operation, status: number | undefined, vendor: VendorError | undefined): CallFacts {
  return {
    method,
    path,
    ...(status === undefined ? {} : { status }),
    ...(vendor?.errorCode === undefined ? {} : { errorCode: vendor.errorCode }),
    ...(vendor?.errorToken === undefined ? {} : { errorToken: vendor.errorToken }),
  };
}
