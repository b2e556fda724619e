import type { RotationRules } from './input.ts';
import type { RotationWindow } from './rotation/schedule.ts';

export const CURRENT = 'AWSCURRENT';
export const PENDING = 'AWSPENDING';
const PREVIOUS = 'AWSPREVIOUS';

/** A value as it travels; `SecretBinary` is base64. */
export type Value = { readonly SecretString: string } | { readonly SecretBinary: string };

/** All times of the records are epoch milliseconds. A version without a value is the pending one of a rotation. */
export interface VersionRecord {
  readonly id: string;
  readonly createdAt: number;
  value?: Value;
  accessedAt?: number;
}

export interface RotationRecord {
  enabled: boolean;
  lambdaArn: string;
  rules: RotationRules;
  /** From when `rate` counts: the last rotation, hand-made change of the value, or configuration. */
  base: number;
  lastRotatedAt?: number;
  window?: RotationWindow;
}

/** Plain data, so that the state before a write can be kept as a clone. */
export interface SecretRecord {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  readonly creationToken: string;
  readonly versions: Map<string, VersionRecord>;
  /** Label to version id: a label sits on one version at most. */
  readonly labels: Map<string, string>;
  description?: string;
  kmsKeyId?: string;
  changedAt: number;
  accessedAt?: number;
  deletionAt?: number;
  /** Absent until the first tag, then kept even when empty (recorded: tags-sequence). */
  tags?: Map<string, string>;
  rotation?: RotationRecord;
}

/** A copy that later changes of the record leave as it is: values, rules and windows are replaced, never changed. */
export function copyOf(record: SecretRecord): SecretRecord {
  const { versions, labels, tags, rotation } = record;
  return {
    ...record,
    versions: new Map([...versions].map(([id, version]) => [id, { ...version }])),
    labels: new Map(labels),
    ...(tags === undefined ? {} : { tags: new Map(tags) }),
    ...(rotation === undefined ? {} : { rotation: { ...rotation } }),
  };
}

export function labelsOf(record: SecretRecord, versionId: string): string[] {
  return [...record.labels].filter(([, holder]) => holder === versionId).map(([label]) => label);
}

/** Moves AWSCURRENT; the version it leaves becomes AWSPREVIOUS. */
export function moveCurrent(record: SecretRecord, to: string): void {
  const from = record.labels.get(CURRENT);
  if (from === to) return;
  if (from !== undefined) record.labels.set(PREVIOUS, from);
  record.labels.set(CURRENT, to);
}

/** The version of a rotation that has not been finished: AWSPENDING sits on it and AWSCURRENT does not. */
export function unfinishedVersion(record: SecretRecord): string | undefined {
  const pending = record.labels.get(PENDING);
  return pending === record.labels.get(CURRENT) ? undefined : pending;
}

export function sameValue(one: Value | undefined, other: Value | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
