import { NO_ATTEMPTS } from '../../../../functions/domain/attempts.ts';
import { DeviceId, KeyId, UserSlug, VersionId } from '../../../../functions/domain/identifiers.ts';
import type { EmnifyKey, TrustedDevice } from '../../../../functions/domain/ports.ts';
import type {
  Observed,
  ObservedSecret,
  ObservedVersion,
  ReconcilePolicy,
  VersionValue,
} from '../../../../functions/domain/reconcile/observed.ts';
import { type Action, type Finding, plan } from '../../../../functions/domain/reconcile/plan.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;
export const NOW = Date.parse('2026-11-23T09:00:00Z');

export const POLICY: ReconcilePolicy = {
  gracePeriodMs: DAY,
  deviceMaxAgeMs: 30 * DAY,
  revokeDevicesOnRotation: true,
  endGrace: false,
};

export const ENROLLED: VersionValue = { state: 'enrolled', takeOver: [] };
export const UNREADABLE: VersionValue = { state: 'unreadable' };

/** The value of a version that records a key, made so long before NOW. */
export function holding(keyId: number, age = 10 * DAY): VersionValue {
  return { state: 'key', keyId: KeyId.parse(keyId), createdAt: NOW - age };
}

export function versionId(name: string): VersionId {
  return VersionId.parse(name.padEnd(32, '-'));
}

/** A version of the key secret with these labels, separated by spaces. */
export function version(labels: string, value: VersionValue, age?: number): ObservedVersion {
  const createdAt = age === undefined ? {} : { createdAt: NOW - age };
  return { id: versionId(labels.replaceAll(' ', '.')), labels: new Set(labels.split(' ')), value, ...createdAt };
}

export function active(id: number, activatedAt = NOW - 10 * DAY): EmnifyKey {
  return { id: KeyId.parse(id), status: 'active', createdAt: activatedAt, activatedAt };
}

export function pending(id: number, age?: number): EmnifyKey {
  return { id: KeyId.parse(id), status: 'pending', ...(age === undefined ? {} : { createdAt: NOW - age }) };
}

export function device(id: number, age?: number): TrustedDevice {
  return { id: DeviceId.parse(id), ...(age === undefined ? {} : { activatedAt: NOW - age }) };
}

export interface Circumstances {
  readonly versions?: readonly ObservedVersion[];
  readonly keys?: readonly EmnifyKey[] | 'not shown';
  readonly devices?: readonly TrustedDevice[];
  readonly proven?: number;
  /** Deadlines by key id, epoch milliseconds. */
  readonly superseded?: Readonly<Record<number, number>>;
  readonly secret?: Partial<ObservedSecret>;
  readonly serverTime?: number;
  readonly hold?: string;
}

/** A user with nothing to do: key 20 is current, active and ten days old, to be rotated every thirty; but for what is named. */
export function observation(circumstances: Circumstances = {}): Observed {
  const { versions, keys, devices = [], proven, superseded = {}, secret, serverTime = NOW, hold } = circumstances;
  return {
    user: UserSlug.parse('robot'),
    secret: {
      memory: {
        attempts: NO_ATTEMPTS,
        hold: undefined,
        proven: proven === undefined ? undefined : KeyId.parse(proven),
        superseded: new Map(Object.entries(superseded).map(([id, at]) => [KeyId.parse(Number(id)), at])),
      },
      unreadableTags: [],
      versions: versions ?? [version('AWSCURRENT', holding(20))],
      rotationEnabled: true,
      rotationPeriodMs: 30 * DAY,
      nextRotationAt: NOW + 20 * DAY,
      ...secret,
    },
    account: { devices, serverTime, ...(keys === 'not shown' ? {} : { keys: keys ?? [active(20)] }) },
    ...(hold === undefined ? {} : { hold }),
  };
}

/** What is planned now in these circumstances, under the usual policy but for what is named. */
export function actionsIn(circumstances: Circumstances, policy: Partial<ReconcilePolicy> = {}): readonly Action[] {
  return plan(observation(circumstances), { ...POLICY, ...policy }, NOW).actions;
}

export function findingsIn(circumstances: Circumstances): readonly Finding[] {
  return plan(observation(circumstances), POLICY, NOW).findings;
}
