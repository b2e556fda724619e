/** What the simulator remembers. All times are epoch milliseconds of the stack's clock; answers turn them into server time. */

export interface KeyRecord {
  readonly id: number;
  state: 'pending' | 'active' | 'deleted';
  readonly createdAt: number;
  activatedAt?: number;
  deletedAt?: number;
  /** Base32 of 20 bytes. */
  readonly secretKey: string;
  readonly otpauth: string;
  readonly algorithm: 'SHA1' | 'SHA256' | 'SHA512';
  readonly digits: number;
  /** Seconds. */
  readonly period: number;
  /** The latest time-step whose code was accepted. */
  lastStep?: number;
}

export interface DeviceRecord {
  readonly id: number;
  readonly fingerprint: string;
  readonly operatingSystem: string;
  readonly browser: string;
  activatedAt: number;
  deletedAt?: number;
}

export interface ApplicationTokenRecord {
  readonly id: number;
  readonly token: string;
  readonly description: string;
  readonly createdAt: number;
  /** Server time, as whoever made the token wrote it. */
  readonly expiresAt?: number;
  /** CIDR range that may use it; everyone without. */
  readonly ip?: string;
  revokedAt?: number;
}

/** Something that proves who one is. */
export type Proof = 'password' | 'code' | 'application-token';

/** A password, code or application token that somebody sent for this user, and how it was judged. */
export interface AttemptRecord {
  readonly at: number;
  readonly proof: Proof;
  /** `locked-out`: refused unseen. */
  readonly outcome: 'accepted' | 'refused' | 'locked-out';
}

export interface UserRecord {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly organisation: { readonly id: number; readonly name: string };
  readonly roles: readonly Role[];
  readonly createdAt: number;
  /** Plain; over the wire it is known by its SHA-1. */
  password: string;
  /** Deleted ones too. */
  readonly keys: KeyRecord[];
  /** Deleted ones too. */
  readonly devices: DeviceRecord[];
  readonly applicationTokens: ApplicationTokenRecord[];
  /** In the order in which they came. */
  readonly attempts: AttemptRecord[];
  /** Every JWT that was given out. */
  readonly authentications: { readonly at: number; readonly by: 'application-token' | 'credentials' }[];
  readonly lockouts: { readonly from: number; readonly until: number }[];
  /** Failed attempts in a row, as the lockout counts them. */
  failures: number;
}

/** Roles by the vendor's names; the ids are the simulator's own. */
export const ROLES = { SuperAdmin: 1, Administrator: 2, User: 3, Observer: 4 } as const;
export type Role = keyof typeof ROLES;

type View<T> = T extends readonly (infer Item)[]
  ? readonly View<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: View<T[Name]> }
    : T;

/** A record as tests read it: live, and not theirs to write. */
export type KeyTruth = View<KeyRecord>;
export type DeviceTruth = View<DeviceRecord>;
export type UserTruth = View<UserRecord>;

/** A change of state, told to listeners just after it happened. */
export interface Change {
  readonly at: number;
  readonly username: string;
  readonly kind:
    | 'user-added'
    | 'password-changed'
    | 'key-created'
    | 'key-activated'
    | 'key-deleted'
    | 'device-trusted'
    | 'device-deleted'
    | 'token-created'
    | 'token-revoked'
    | 'attempt'
    | 'authenticated'
    | 'locked-out';
  /** Of the key, device or token. */
  readonly id?: number;
}
