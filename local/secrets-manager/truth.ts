import { copyOf, labelsOf, type RotationRecord, type SecretRecord, type VersionRecord } from './record.ts';
import type { Attempt } from './rotation/run.ts';

interface VersionTruth extends Readonly<VersionRecord> {
  readonly labels: readonly string[];
}

/** A copy of everything about a secret, for assertions. Times are epoch milliseconds. */
export interface SecretTruth {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly deletionAt: number | undefined;
  /** As CreateSecret was told; undefined for AWS's own key. */
  readonly kmsKeyId: string | undefined;
  /** All versions in the order they were made, those without a label too. */
  readonly versions: readonly VersionTruth[];
  /** Label to version id. */
  readonly labels: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly rotation: Readonly<RotationRecord> | undefined;
  /** Every attempt of every rotation and probe, oldest first. */
  readonly attempts: readonly Attempt[];
  /** The version that holds a label. */
  holding(label: string): VersionTruth | undefined;
}

export function truthOf(original: SecretRecord, attempts: readonly Attempt[]): SecretTruth {
  const record = copyOf(original);
  const versions = [...record.versions.values()].map((version) => ({
    ...version,
    labels: labelsOf(record, version.id),
  }));
  return {
    arn: record.arn,
    name: record.name,
    createdAt: record.createdAt,
    changedAt: record.changedAt,
    deletionAt: record.deletionAt,
    kmsKeyId: record.kmsKeyId,
    versions,
    labels: record.labels,
    tags: record.tags ?? new Map(),
    rotation: record.rotation,
    attempts: attempts.map((attempt) => ({ ...attempt, steps: attempt.steps.map((step) => ({ ...step })) })),
    holding: (label) => versions.find(({ id }) => id === record.labels.get(label)),
  };
}
