import * as z from 'zod';
import { INVALID_NAME, SecretsManagerError, unsupported } from './errors.ts';

const NAME = /^[A-Za-z0-9/_+=.@!-]+$/;
const ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@!-]+$/;
/** "65536 bytes", counted in UTF-8 (Secrets Manager quotas). */
const VALUE_BYTES = 65_536;

const secretId = z
  .string()
  .min(1)
  .max(2048)
  .refine((id) => NAME.test(id) || ARN.test(id), INVALID_NAME);
/** A rotation's or version's id. Its absence is answered per action, see `requireToken`. */
const token = z.string().min(32).max(64);
const versionId = z.string().min(32).max(64);
const stage = z.string().min(1).max(256);
const text = z
  .string()
  .min(1)
  .refine((value) => Buffer.byteLength(value) <= VALUE_BYTES, 'at most 65536 bytes');
const bytes = z.base64().refine((value) => Buffer.from(value, 'base64').length <= VALUE_BYTES, 'at most 65536 bytes');
const description = z.string().max(2048);
const kmsKeyId = z.string().max(2048);
const tagKey = z.string().min(1).max(128);
const tags = z.array(z.strictObject({ Key: tagKey, Value: z.string().max(256) })).max(50);
const maxResults = z.int().min(1).max(100);
const nextToken = z.string().min(1).max(4096);

const rotationRules = z.strictObject({
  AutomaticallyAfterDays: z.int().min(1).max(1000).optional(),
  ScheduleExpression: z.string().min(1).max(256).optional(),
  Duration: z
    .string()
    .regex(/^\d{1,2}h$/)
    .optional(),
});
export type RotationRules = z.infer<typeof rotationRules>;

const onlySecretId = z.strictObject({ SecretId: secretId });
const value = { SecretString: text.optional(), SecretBinary: bytes.optional() };

/** The members that the stand-in supports, with the bounds of the API model. */
export const INPUT = {
  CreateSecret: z.strictObject({
    Name: z.string().min(1).max(512).regex(NAME, INVALID_NAME),
    ClientRequestToken: token.optional(),
    Description: description.optional(),
    KmsKeyId: kmsKeyId.optional(),
    Tags: tags.optional(),
    ...value,
  }),
  DescribeSecret: onlySecretId,
  GetSecretValue: z.strictObject({
    SecretId: secretId,
    VersionId: versionId.optional(),
    VersionStage: stage.optional(),
  }),
  PutSecretValue: z.strictObject({
    SecretId: secretId,
    ClientRequestToken: token.optional(),
    VersionStages: z.array(stage).min(1).max(20).optional(),
    RotationToken: z.string().min(36).max(256).optional(),
    ...value,
  }),
  UpdateSecret: z.strictObject({
    SecretId: secretId,
    ClientRequestToken: token.optional(),
    Description: description.optional(),
    KmsKeyId: kmsKeyId.optional(),
    ...value,
  }),
  UpdateSecretVersionStage: z.strictObject({
    SecretId: secretId,
    VersionStage: stage,
    RemoveFromVersionId: versionId.optional(),
    MoveToVersionId: versionId.optional(),
  }),
  TagResource: z.strictObject({ SecretId: secretId, Tags: tags }),
  UntagResource: z.strictObject({ SecretId: secretId, TagKeys: z.array(tagKey) }),
  RotateSecret: z.strictObject({
    SecretId: secretId,
    ClientRequestToken: token.optional(),
    RotationLambdaARN: z.string().max(2048).optional(),
    RotationRules: rotationRules.optional(),
    RotateImmediately: z.boolean().optional(),
  }),
  CancelRotateSecret: onlySecretId,
  DeleteSecret: z.strictObject({
    SecretId: secretId,
    RecoveryWindowInDays: z.int().optional(),
    ForceDeleteWithoutRecovery: z.boolean().optional(),
  }),
  RestoreSecret: onlySecretId,
  ListSecrets: z.strictObject({
    Filters: z
      .array(
        z.strictObject({
          Key: z.enum(['name', 'description', 'tag-key', 'tag-value', 'primary-region', 'owning-service', 'all']),
          Values: z.array(z.string().min(1).max(512)).min(1).max(10),
        }),
      )
      .max(10)
      .optional(),
    IncludePlannedDeletion: z.boolean().optional(),
    MaxResults: maxResults.optional(),
    NextToken: nextToken.optional(),
    SortBy: z.enum(['created-date', 'last-accessed-date', 'last-changed-date', 'name']).optional(),
    SortOrder: z.enum(['asc', 'desc']).optional(),
  }),
  ListSecretVersionIds: z.strictObject({
    SecretId: secretId,
    IncludeDeprecated: z.boolean().optional(),
    MaxResults: maxResults.optional(),
    NextToken: nextToken.optional(),
  }),
};

export type Action = keyof typeof INPUT;
export type Input<A extends Action> = z.infer<(typeof INPUT)[A]>;

/**
 * @throws SecretsManagerError ValidationException where the input is outside the API model, NotSupportedByStandIn where it
 * has a member that the stand-in does not know
 */
export function parse<T>(action: string, schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') throw unsupported(`${issue.keys.join(', ')} in ${action}`);
  if (issue?.message === INVALID_NAME) throw new SecretsManagerError('ValidationException', INVALID_NAME);
  throw new SecretsManagerError(
    'ValidationException',
    `1 validation error detected: Value at '${issue?.path.join('.')}' failed to satisfy constraint: ${issue?.message}`,
  );
}
