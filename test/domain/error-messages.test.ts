import { describe, expect, it } from 'vitest';
import {
  BadCredentials,
  Conflict,
  Forbidden,
  LockedOut,
  NotFound,
  OutcomeUnknown,
  Refused,
  SessionExpired,
  Throttled,
  Unavailable,
  UnexpectedAnswer,
} from '../../functions/domain/emnify-errors.ts';
import {
  HoldInForce,
  InvalidEnvironment,
  InvalidInput,
  NotRotatable,
  OperatorNeeded,
  PendingKeyGone,
  TryAgainLater,
  UnreadableState,
} from '../../functions/domain/errors.ts';
import {
  SecretMissing,
  StoreOutcomeUnknown,
  StoreRefused,
  StoreUnavailable,
} from '../../functions/domain/store-errors.ts';

const CALL = { method: 'PATCH', path: '/api/v1/user/mfa/{key_id}' };

describe('an error of a call to emnify', () => {
  it('names the call and its status before what went wrong', () => {
    expect(new Refused('the code was refused', { ...CALL, status: 422 }).message).toBe(
      'PATCH /api/v1/user/mfa/{key_id} answered 422: the code was refused',
    );
  });

  it('names no status where no answer came', () => {
    expect(new OutcomeUnknown('the connection was cut', CALL).message).toBe(
      'PATCH /api/v1/user/mfa/{key_id}: the connection was cut',
    );
  });

  it('has no details where emnify sent none', () => {
    expect(new Refused('refused', CALL).details).toEqual([]);
  });
});

describe('an error of a call to AWS', () => {
  it('names the action before, and the code after what went wrong', () => {
    expect(new StoreRefused('no right to it', 'PutSecretValue', 'AccessDeniedException').message).toBe(
      'PutSecretValue: no right to it (AccessDeniedException)',
    );
  });
});

/** What log filters, alarms and Step Functions of others may go by. */
describe("the word for an error's kind stays as it is", () => {
  it.each([
    [new InvalidInput(''), 'invalid-input'],
    [new InvalidEnvironment(''), 'invalid-environment'],
    [new UnreadableState(''), 'unreadable-state'],
    [new NotRotatable(''), 'not-rotatable'],
    [new HoldInForce(''), 'hold-in-force'],
    [new TryAgainLater(''), 'try-again-later'],
    [new PendingKeyGone(''), 'pending-key-gone'],
    [new OperatorNeeded(''), 'operator-needed'],
    [new BadCredentials('', CALL), 'bad-credentials'],
    [new SessionExpired('', CALL), 'session-expired'],
    [new LockedOut('', CALL, 0), 'locked-out'],
    [new Forbidden('', CALL), 'forbidden'],
    [new NotFound('', CALL), 'not-found'],
    [new Conflict('', CALL), 'conflict'],
    [new Refused('', CALL), 'refused'],
    [new Throttled('', CALL), 'throttled'],
    [new Unavailable('', CALL), 'unavailable'],
    [new OutcomeUnknown('', CALL), 'outcome-unknown'],
    [new UnexpectedAnswer('', CALL), 'unexpected-answer'],
    [new StoreRefused('', '', ''), 'store-refused'],
    [new SecretMissing('', '', ''), 'secret-missing'],
    [new StoreUnavailable('', '', ''), 'store-unavailable'],
    [new StoreOutcomeUnknown('', '', ''), 'store-outcome-unknown'],
  ])('of %s: %s', (error, kind) => {
    expect(error.kind).toBe(kind);
    expect(error.name).toBe(error.constructor.name);
  });
});
