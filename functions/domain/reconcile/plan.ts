import type { DeviceId, KeyId, VersionId } from '../identifiers.ts';
import type { Observed, ReconcilePolicy } from './observed.ts';
import { findingsOnOverdueKeys } from './overdue-keys.ts';
import { planDevices } from './plan-devices.ts';
import { planKeys } from './plan-keys.ts';
import { planRotation } from './plan-rotation.ts';

/** One thing to do; `reason` is a sentence that an auditor understands. */
export type Action = { readonly reason: string } & (
  | { readonly kind: 'delete-key'; readonly keyId: KeyId; readonly because: 'superseded' | 'orphan' }
  | { readonly kind: 'delete-device'; readonly deviceId: DeviceId }
  /** Puts a key on record as superseded, with its deadline (epoch milliseconds). */
  | { readonly kind: 'tag'; readonly keyId: KeyId; readonly deadline: number }
  | { readonly kind: 'untag'; readonly keyId: KeyId }
  /** Takes AWSPENDING off a version that no rotation can finish. */
  | { readonly kind: 'drop-pending'; readonly versionId: VersionId }
  /** Invokes `rotate-key` with finishSecret for the version, which climbs the whole ladder. */
  | { readonly kind: 'resume'; readonly versionId: VersionId }
  | { readonly kind: 'rotate' }
);

export type FindingKind =
  | 'clock-skew'
  | 'current-key-missing'
  | 'hold-in-force'
  | 'keys-not-shown'
  | 'pending-key-unrecorded'
  | 'rotation-disabled'
  | 'rotation-overdue'
  | 'rotation-stuck'
  | 'superseded-key-overdue'
  | 'unknown-key-status'
  | 'undated-device'
  | 'undated-key'
  | 'unmanaged-key'
  | 'unreadable-tag'
  | 'unreadable-value';

/** Something an operator should know, whether or not an action follows from it. */
export interface Finding {
  readonly kind: FindingKind;
  readonly detail: string;
  readonly keyId?: KeyId;
  readonly deviceId?: DeviceId;
  readonly versionId?: VersionId;
}

export interface Plan {
  readonly actions: readonly Action[];
  readonly findings: readonly Finding[];
}

/**
 * What makes emnify match the secret and the policy. Pure: the same observation, policy and time give the same plan, in an
 * order of its own, whatever the order of what was observed.
 * @param now this machine's time, epoch milliseconds
 */
export function plan(observed: Observed, policy: ReconcilePolicy, now: number): Plan {
  const parts = [
    planRotation(observed, now),
    planKeys(observed, policy, now),
    { actions: [], findings: findingsOnOverdueKeys(observed, now) },
    planDevices(observed, policy),
  ];
  return {
    actions: parts.flatMap(({ actions }) => actions),
    findings: parts.flatMap(({ findings }) => findings),
  };
}
