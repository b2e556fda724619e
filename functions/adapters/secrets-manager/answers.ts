import * as z from 'zod/mini';
import { UnreadableState } from '../../domain/errors.ts';
import { VersionId } from '../../domain/identifiers.ts';
import { longestIntervalDays } from '../../domain/longest-interval.ts';
import type { SecretDescription, SecretVersion } from '../../domain/ports.ts';
import { Secret } from '../../domain/secret.ts';
import { describeIssues } from '../../domain/secret-values.ts';

const Described = z.object({
  ARN: z.string(),
  Name: z.string(),
  // Absent where no version has a label, and Tags before the first tag: aws-model, DescribeSecret.
  VersionIdsToStages: z._default(z.record(VersionId, z.array(z.string())), {}),
  Tags: z._default(z.array(z.object({ Key: z.string(), Value: z._default(z.string(), '') })), []),
  RotationEnabled: z._default(z.boolean(), false),
  CreatedDate: z.optional(z.date()),
  LastRotatedDate: z.optional(z.date()),
  NextRotationDate: z.optional(z.date()),
  RotationLambdaARN: z.optional(z.string()),
  RotationRules: z.optional(
    z.object({
      AutomaticallyAfterDays: z.optional(z.number()),
      ScheduleExpression: z.optional(z.string()),
      Duration: z.optional(z.string()),
    }),
  ),
  DeletedDate: z.optional(z.date()),
});
type Described = z.output<typeof Described>;

const Created = z.object({ ARN: z.string() });

const Deleted = z.object({ DeletionDate: z.date() });

const Versions = z.object({
  Versions: z._default(z.array(z.object({ VersionId: z.string(), CreatedDate: z.optional(z.date()) })), []),
});

const Version = z.object({
  VersionId,
  SecretString: z.string('expected a text value, written as SecretString'),
  CreatedDate: z.optional(z.date()),
});

/** @throws UnreadableState */
export function parseDescription(answer: unknown, secretId: string): SecretDescription {
  const described = parse(Described, answer, secretId);
  const { ARN, Name, VersionIdsToStages, Tags, RotationEnabled } = described;
  return {
    arn: ARN,
    name: Name,
    labels: new Map(Object.entries(VersionIdsToStages).map(([id, stages]) => [VersionId.parse(id), new Set(stages)])),
    tags: new Map(Tags.map(({ Key, Value }) => [Key, Value])),
    rotationEnabled: RotationEnabled,
    awaitsDeletion: described.DeletedDate !== undefined,
    ...at('createdAt', described.CreatedDate),
    ...at('lastRotatedAt', described.LastRotatedDate),
    ...at('nextRotationAt', described.NextRotationDate),
    ...rotationPeriod(described),
    ...rotation(described),
  };
}

const DAY_MS = 24 * 3_600_000;

/**
 * The most that may pass between two rotations. What AWS states as AutomaticallyAfterDays beside an expression is "calculated
 * from the rotation schedule after every successful rotation" (API reference, RotationRulesType): of a calendar, one interval.
 */
function rotationPeriod({ RotationRules: rules }: Described): { readonly rotationPeriodMs?: number } {
  const { ScheduleExpression: expression, AutomaticallyAfterDays: stated } = rules ?? {};
  const days = expression === undefined ? stated : longestIntervalDays(expression);
  return days === undefined ? {} : { rotationPeriodMs: days * DAY_MS };
}

function rotation({ RotationLambdaARN, RotationRules: rules }: Described): Pick<SecretDescription, 'rotation'> {
  if (RotationLambdaARN === undefined) return {};
  return {
    rotation: {
      functionArn: RotationLambdaARN,
      ...(rules?.ScheduleExpression === undefined ? {} : { expression: rules.ScheduleExpression }),
      ...(rules?.Duration === undefined ? {} : { duration: rules.Duration }),
    },
  };
}

/** The new secret's ARN. @throws UnreadableState */
export function parseCreation(answer: unknown, secretId: string): string {
  return parse(Created, answer, secretId).ARN;
}

/** When the secret is gone for good, epoch milliseconds. @throws UnreadableState */
export function parseDeletion(answer: unknown, secretId: string): number {
  return parse(Deleted, answer, secretId).DeletionDate.getTime();
}

/** When the version was made, epoch milliseconds. @throws UnreadableState */
export function parseVersionCreatedAt(answer: unknown, secretId: string, versionId: VersionId): number | undefined {
  const { Versions: versions } = parse(Versions, answer, secretId);
  return versions.find((version) => version.VersionId === versionId)?.CreatedDate?.getTime();
}

/** @throws UnreadableState */
export function parseVersion(answer: unknown, secretId: string): SecretVersion {
  const version = parse(Version, answer, secretId);
  return {
    versionId: version.VersionId,
    text: Secret.of(version.SecretString),
    ...at('createdAt', version.CreatedDate),
  };
}

function at<Name extends string>(name: Name, date: Date | undefined): { readonly [name in Name]?: number } {
  const result: { [name in Name]?: number } = {};
  if (date !== undefined) result[name] = date.getTime();
  return result;
}

function parse<T extends z.ZodMiniType>(schema: T, answer: unknown, secretId: string): z.output<T> {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new UnreadableState(
    `${secretId}: ${describeIssues(result.error)}; remove what was written by hand, or put a new version`,
  );
}
