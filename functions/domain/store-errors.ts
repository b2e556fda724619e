import { RotationError } from './errors.ts';

/** What AWS names where it refuses for want of a right: the rights, which may be of another service than the call, and on what. */
export interface Denied {
  /** As IAM writes them: `lambda:InvokeFunction`. */
  readonly actions: readonly string[];
  /** An ARN. */
  readonly resource?: string;
}

/** A call to AWS (Secrets Manager, Scheduler, Lambda) that did not succeed. `operation` is the API action, `code` the error's name, `denied` what AWS says is missing. */
export abstract class AwsError extends RotationError {
  readonly operation: string;
  readonly code: string;
  declare readonly denied?: Denied;

  constructor(message: string, operation: string, code: string, denied?: Denied) {
    super(`${operation}: ${message} (${code})`);
    this.operation = operation;
    this.code = code;
    if (denied !== undefined) this.denied = denied;
  }
}

/** AWS refused: nothing was done, and the same call will be refused again. */
export class StoreRefused extends AwsError {
  static override readonly name = 'StoreRefused';
  readonly kind = 'store-refused';
}

/** The secret does not exist (or its name or ARN is wrong). */
export class SecretMissing extends AwsError {
  static override readonly name = 'SecretMissing';
  readonly kind = 'secret-missing';
}

/** Throttled or down, after the retries: nothing was done. */
export class StoreUnavailable extends AwsError {
  static override readonly name = 'StoreUnavailable';
  readonly kind = 'store-unavailable';
}

/** Sent, and whether it took effect is not known. Every write of the store may be repeated as it was. */
export class StoreOutcomeUnknown extends AwsError {
  static override readonly name = 'StoreOutcomeUnknown';
  readonly kind = 'store-outcome-unknown';
}
