import type { SecretRecord, VersionRecord } from './record.ts';
import { labelsOf } from './record.ts';

const DAY = 86_400_000;

/** Epoch seconds with fraction, as JSON 1.1 carries dates. */
export function seconds(ms: number): number {
  return ms / 1000;
}

/** LastAccessedDate is "rounded to the date": it has no time. */
export function dateOnly(ms: number): number {
  return Math.floor(ms / DAY) * DAY;
}

/** What DescribeSecret and ListSecrets share; members without a value are absent, as on AWS. */
export function describe(record: SecretRecord): Record<string, unknown> {
  const { rotation } = record;
  return defined({
    ARN: record.arn,
    Name: record.name,
    Description: record.description === '' ? undefined : record.description,
    KmsKeyId: record.kmsKeyId,
    RotationEnabled: rotation?.enabled,
    RotationLambdaARN: rotation?.lambdaArn,
    RotationRules: rotation?.rules,
    // "If rotation has been disabled, Secrets Manager returns null" (API reference, DescribeSecret).
    LastRotatedDate: rotation?.enabled === true ? optionalSeconds(rotation.lastRotatedAt) : undefined,
    // "The next rotation is scheduled to occur on or before this date": the last second of the window.
    NextRotationDate: rotation?.window === undefined ? undefined : seconds(rotation.window.end - 1000),
    LastChangedDate: seconds(record.changedAt),
    LastAccessedDate: optionalSeconds(record.accessedAt),
    DeletedDate: optionalSeconds(record.deletionAt),
    Tags: record.tags === undefined ? undefined : [...record.tags].map(([Key, Value]) => ({ Key, Value })),
    CreatedDate: seconds(record.createdAt),
  });
}

/** Version id to labels, of labelled versions only; undefined where there is none. */
export function versionsToStages(record: SecretRecord): Record<string, string[]> | undefined {
  const stages: Record<string, string[]> = {};
  for (const [label, versionId] of record.labels) stages[versionId] = [...(stages[versionId] ?? []), label];
  return record.labels.size === 0 ? undefined : stages;
}

export function versionEntry(record: SecretRecord, version: VersionRecord): Record<string, unknown> {
  const labels = labelsOf(record, version.id);
  return defined({
    VersionId: version.id,
    VersionStages: labels.length === 0 ? undefined : labels,
    LastAccessedDate: optionalSeconds(version.accessedAt),
    CreatedDate: seconds(version.createdAt),
    KmsKeyIds: [record.kmsKeyId ?? 'DefaultEncryptionKey'],
  });
}

/** ARN and Name, which nearly every answer begins with. */
export function identity({ arn, name }: SecretRecord): { readonly ARN: string; readonly Name: string } {
  return { ARN: arn, Name: name };
}

export function defined(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function optionalSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : seconds(ms);
}
