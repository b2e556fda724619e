import type { KeyId, UserId, UserSlug, VersionId } from '../identifiers.ts';
import type { Memory } from '../memory.ts';
import type { EmnifyKey, TrustedDevice } from '../ports.ts';

/** What a labelled version of the key secret was found to hold; of a key no more than its id and date: plans need no secret. */
export type VersionValue =
  | {
      readonly state: 'key';
      readonly keyId: KeyId /** Epoch milliseconds. */;
      readonly createdAt: number;
      readonly userId?: UserId;
    }
  | { readonly state: 'enrolled'; readonly takeOver: readonly KeyId[] }
  | { readonly state: 'none' }
  | { readonly state: 'unreadable' };

export interface ObservedVersion {
  readonly id: VersionId;
  readonly labels: ReadonlySet<string>;
  readonly value: VersionValue;
  /** When the version was made, epoch milliseconds, where it is known. */
  readonly createdAt?: number;
}

/** The key secret: labels, values and tags, read after emnify, so that a key stored in between is not taken for an orphan. */
export interface ObservedSecret {
  readonly memory: Memory;
  /** A sentence for each tag of ours that cannot be read (memory.ts, `readMemory`). */
  readonly unreadableTags: readonly string[];
  readonly versions: readonly ObservedVersion[];
  readonly rotationEnabled: boolean;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
  readonly nextRotationAt?: number;
  /** How often the key is to be rotated, milliseconds, where the schedule says so. */
  readonly rotationPeriodMs?: number;
}

/** The user's account at emnify. */
export interface ObservedAccount {
  readonly userId?: UserId;
  /** Absent where emnify shows no list (see `visibleKeys`). */
  readonly keys?: readonly EmnifyKey[];
  readonly devices: readonly TrustedDevice[];
  /** emnify's clock when it was read, epoch milliseconds. */
  readonly serverTime: number;
}

export interface Observed {
  readonly user: UserSlug;
  readonly secret: ObservedSecret;
  /** Absent under a hold: then nothing may be sent to emnify. */
  readonly account?: ObservedAccount;
  /** The hold in force, in an operator's words. */
  readonly hold?: string;
}

export interface ReconcilePolicy {
  readonly gracePeriodMs: number;
  readonly deviceMaxAgeMs: number;
  /** Whether a device that was trusted before the current key was activated is stale. */
  readonly revokeDevicesOnRotation: boolean;
  /** Retire superseded keys now, before their deadline: the answer to a leak. */
  readonly endGrace: boolean;
}
