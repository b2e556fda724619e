/**
 * What went wrong, by what the caller should do about it. Messages say what was expected, what came and what to do next;
 * none holds a secret, a request or a body.
 */
export abstract class RotationError extends Error {
  /** Stable word for logs and metrics. */
  abstract readonly kind: string;

  /** Its class's, which callers and alarms go by: each class states it, since a bundle shortens the names of classes. */
  override get name(): string {
    return this.constructor.name;
  }
}

/** The caller sent something malformed: correct the call. Nothing was done. */
export class InvalidInput extends RotationError {
  static override readonly name = 'InvalidInput';
  readonly kind = 'invalid-input';
}

/** A variable of the function's environment is missing or malformed: correct the deployment. Nothing was done. */
export class InvalidEnvironment extends RotationError {
  static override readonly name = 'InvalidEnvironment';
  readonly kind = 'invalid-environment';
}

/** A secret or tag holds something that the product did not write and cannot read: an operator must look. Nothing was done. */
export class UnreadableState extends RotationError {
  static override readonly name = 'UnreadableState';
  readonly kind = 'unreadable-state';
}

/** The labels of the version do not allow this step (no AWSPENDING or AWSCURRENT, or AWSPREVIOUS). Nothing was done. */
export class NotRotatable extends RotationError {
  static override readonly name = 'NotRotatable';
  readonly kind = 'not-rotatable';
}

/** A hold is in force: nothing was sent to emnify. */
export class HoldInForce extends RotationError {
  static override readonly name = 'HoldInForce';
  readonly kind = 'hold-in-force';
}

/** Not now: another invocation may be at it, or the outcome of a call is not known. Calling again later looks and goes on. */
export class TryAgainLater extends RotationError {
  static override readonly name = 'TryAgainLater';
  readonly kind = 'try-again-later';
}

/** The pending version's key no longer exists at emnify. AWSPENDING was taken off; a new rotation starts afresh. */
export class PendingKeyGone extends RotationError {
  static override readonly name = 'PendingKeyGone';
  readonly kind = 'pending-key-gone';
}

/** Only an operator can resolve this; the message says how. */
export class OperatorNeeded extends RotationError {
  static override readonly name = 'OperatorNeeded';
  readonly kind = 'operator-needed';
}
