import { createHash } from 'node:crypto';

/**
 * A value that must not leave: printing, logging, spreading or serialising it gives `[secret]`.
 * `Kind` keeps a password from being passed where a code is wanted. Only adapters, at the moment of sending or storing, call `reveal`.
 */
export class Secret<Kind extends string> {
  readonly #value: string;
  declare protected readonly kind: Kind;

  private constructor(value: string) {
    this.#value = value;
  }

  static of<Kind extends string>(value: string): Secret<Kind> {
    return new Secret<Kind>(value);
  }

  reveal(): string {
    return this.#value;
  }

  /** First 12 hex digits of the SHA-256 of the value: enough to tell two secrets apart, useless for finding one. */
  fingerprint(): string {
    return createHash('sha256').update(this.#value).digest('hex').slice(0, 12);
  }

  equals(other: Secret<Kind>): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/** The seed of a TOTP key, Base32. */
export type TotpSecret = Secret<'totp-secret'>;
/** The `otpauth://` URI of a key; it contains the seed. */
export type OtpauthUri = Secret<'otpauth'>;
/** A one-time code. */
export type OneTimeCode = Secret<'code'>;
/** An emnify application token. */
export type ApplicationToken = Secret<'application-token'>;
/** The user's password as the operator stored it: plain text or its SHA-1, see `Credentials.passwordFormat`. */
export type Password = Secret<'password'>;
