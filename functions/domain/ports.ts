/** What the rules need of the world. Adapters implement these; nothing here knows AWS, HTTP or a TOTP library. */

import type { DeviceId, KeyId, UserId, VersionId } from './identifiers.ts';
import type { OneTimeCode, OtpauthUri, Secret, TotpSecret } from './secret.ts';
import type { Credentials, StoredKey } from './secret-values.ts';

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** One item of `mfa` in `GET /user/{id}`. Every member but the id is open in the vendor's documents, so it may be absent. */
export interface EmnifyKey {
  readonly id: KeyId;
  /** Absent when emnify sent no status; `unknown` when it sent one that no document names. */
  readonly status?: 'pending' | 'active' | 'unknown';
  /** Epoch milliseconds of server time; absent when not sent or not a date. */
  readonly createdAt?: number;
  readonly activatedAt?: number;
}

export interface EmnifyUser {
  readonly id: UserId;
  readonly username?: string;
  /** Absent when the answer has no `mfa` (open: whether every role sees it). */
  readonly keys?: readonly EmnifyKey[];
}

/** The answer of `POST /user/mfa`: the only time that emnify shows the secret. */
export interface CreatedKey {
  readonly id: KeyId;
  readonly secretKey: TotpSecret;
  readonly otpauth: OtpauthUri;
  readonly createdAt?: number;
}

export interface TrustedDevice {
  readonly id: DeviceId;
  readonly operatingSystem?: string;
  readonly browser?: string;
  /** Epoch milliseconds of server time; absent when not sent or not a date. */
  readonly activatedAt?: number;
}

/** An entry of the vendor's lookups `mfa/status` and `mfa/type`. */
export interface LookupEntry {
  readonly id: number;
  readonly description?: string;
}

/**
 * emnify, as one user. Every method but `serverTime` may throw any `EmnifyError`; calls that carry a password or a code are
 * sent exactly once, all others are retried where that is safe.
 */
export interface EmnifyAccount {
  /** Makes sure there is a JWT: one that was kept is used until its end, else the application token is exchanged for one. */
  authenticate(): Promise<void>;
  /** `POST /authenticate` with user name and password, sent once: whether they are right. */
  signIn(): Promise<'mfa-required' | 'signed-in'>;
  /** `GET /user/{username}`. */
  user(): Promise<EmnifyUser>;
  /** `GET /user/my`: whose application token it is. No document names this path beside those under it, so it may be refused. */
  self(): Promise<EmnifyUser>;
  /** `POST /user/mfa` with the password, sent once. */
  createKey(): Promise<CreatedKey>;
  /** `PATCH /user/mfa/{key_id}` with the code, sent once. `Conflict` when the key is already active. */
  activateKey(key: KeyId, code: OneTimeCode): Promise<void>;
  /** `DELETE /user/my/mfa/{key_id}`. `NotFound` when there is no such key. */
  deleteKey(key: KeyId): Promise<void>;
  /** `GET /user/mfa/status`. */
  keyStatuses(): Promise<readonly LookupEntry[]>;
  /** `GET /user/mfa/type`. */
  keyTypes(): Promise<readonly LookupEntry[]>;
  /** `GET /user/my/mfa/trusted_device`. */
  trustedDevices(): Promise<readonly TrustedDevice[]>;
  /** `DELETE /user/my/mfa/trusted_device/{device_id}`. `NotFound` when there is no such device. */
  deleteTrustedDevice(device: DeviceId): Promise<void>;
  /** Now by emnify's clock, epoch milliseconds, as its last Date header told; this machine's time before the first answer. */
  serverTime(): number;
}

export interface Emnify {
  as(credentials: Credentials): EmnifyAccount;
}

/** The text of a secret's version, not yet parsed. */
export type SecretText = Secret<'secret-text'>;

/** What `DescribeSecret` tells, without reading a value. */
export interface SecretDescription {
  readonly arn: string;
  readonly name: string;
  /** Only versions that have a label are listed. */
  readonly labels: ReadonlyMap<VersionId, ReadonlySet<string>>;
  readonly tags: ReadonlyMap<string, string>;
  readonly rotationEnabled: boolean;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
  readonly lastRotatedAt?: number;
  readonly nextRotationAt?: number;
  /** The most that may pass between two rotations by the secret's rules, milliseconds; absent where they do not say. */
  readonly rotationPeriodMs?: number;
  /** What rotates it, and when, also where rotation has been cancelled; absent where it never was configured. */
  readonly rotation?: RotationRules;
  /** Scheduled for deletion: it can be described and restored, not read. */
  readonly awaitsDeletion: boolean;
}

/** By whom and when a secret is rotated: RotationLambdaARN, and ScheduleExpression and Duration of RotationRules. */
export interface RotationRules {
  readonly functionArn: string;
  /** Absent where the rules say AutomaticallyAfterDays instead. */
  readonly expression?: string;
  readonly duration?: string;
}

export interface SecretVersion {
  readonly versionId: VersionId;
  readonly text: SecretText;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
}

/**
 * Secrets Manager. Reads are retried; writes are repeated only in ways that cannot act twice, so that after
 * `StoreOutcomeUnknown` the caller may make the same write again. `StoreRefused` means that nothing was done.
 */
export interface SecretStore {
  /** @throws SecretMissing */
  describe(secretId: string): Promise<SecretDescription>;
  /** The value of one version, or of the version that holds `stage`; undefined where that version has no value (yet). */
  read(
    secretId: string,
    version: { readonly versionId: VersionId } | { readonly stage: string },
  ): Promise<SecretVersion | undefined>;
  /** When a labelled version was made, epoch milliseconds, also one without a value; undefined where AWS does not say. */
  versionCreatedAt(secretId: string, versionId: VersionId): Promise<number | undefined>;
  /** Asks for a rotation under the secret's own configuration; succeeds too where one is under way. */
  rotate(secretId: string): Promise<void>;
  /** Gives the pending version its value, once. `taken`: it already has another one, and keeps it. */
  putPending(secretId: string, versionId: VersionId, text: SecretText): Promise<'stored' | 'taken'>;
  /** Moves AWSCURRENT in one call; succeeds too where `to` already holds it. */
  moveCurrent(secretId: string, from: VersionId, to: VersionId): Promise<void>;
  /** Takes AWSPENDING off the version; succeeds too where it does not hold it. */
  removePending(secretId: string, versionId: VersionId): Promise<void>;
  tag(secretId: string, tags: ReadonlyMap<string, string>): Promise<void>;
  untag(secretId: string, keys: readonly string[]): Promise<void>;
}

/** What only enrolment and offboarding do with secrets. Each call may be repeated as it was. */
export interface SecretLifecycle {
  /**
   * Creates the secret with its first version; a repeat with the same version id and value is the same creation.
   * @returns its ARN; undefined where a secret of this name exists with anything else
   */
  create(secret: {
    readonly name: string;
    readonly versionId: VersionId;
    readonly text: SecretText;
    readonly tags: ReadonlyMap<string, string>;
    readonly encryptionKeyArn: string;
  }): Promise<string | undefined>;
  /**
   * Turns rotation on under these rules. `now`: rotate at once; else AWS tests the function and waits for the first window.
   * `under-way`: refused while an earlier rotation is not complete, which AWS tries again; the rules are as they were.
   */
  configureRotation(
    secretId: string,
    rules: RotationRules,
    options: { readonly now: boolean },
  ): Promise<'configured' | 'under-way'>;
  /** Turns rotation off; the rules and all versions stay. */
  cancelRotation(secretId: string): Promise<void>;
  /** @returns until when it can be restored, epoch milliseconds; undefined where it awaited deletion already */
  scheduleDeletion(secretId: string, recoveryDays: number): Promise<number | undefined>;
}

/** The function `rotate-key`, called by hand. */
export interface Rotator {
  /**
   * Climbs the whole ladder for a pending version and promotes it.
   * @returns the name of the function's error where it failed
   */
  finish(secretArn: string, versionId: VersionId): Promise<string | undefined>;
}

/** TOTP parameters of a key, as its `otpauth` URI gives them. */
export interface TotpParameters {
  readonly algorithm: 'SHA1' | 'SHA256' | 'SHA512';
  readonly digits: number;
  /** Seconds. */
  readonly period: number;
}

export interface Totp {
  /**
   * The parameters that the URI states (RFC defaults where it is silent).
   * @throws UnreadableState where the URI is malformed, or its secret is not `secretKey`.
   */
  parameters(otpauth: OtpauthUri, secretKey: TotpSecret): TotpParameters;
  /** The code of the time-step that holds `at` (epoch milliseconds of server time). */
  code(key: Pick<StoredKey, 'secretKey' | 'algorithm' | 'digits' | 'period'>, at: number): OneTimeCode;
}
