import * as z from 'zod';
import { ACCOUNT, REGION } from '../account.ts';
import type { EmbeddedStack } from '../stack.ts';
import type { IamRequest } from './evaluate.ts';

const Input = z.looseObject({
  SecretId: z.string().optional(),
  Name: z.string().optional(),
  KmsKeyId: z.string().optional(),
  VersionStage: z.string().optional(),
  VersionId: z.string().optional(),
  RotationLambdaARN: z.string().optional(),
  RotateImmediately: z.boolean().optional(),
  RotationRules: z.unknown().optional(),
  ForceDeleteWithoutRecovery: z.boolean().optional(),
  RecoveryWindowInDays: z.number().optional(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
  TagKeys: z.array(z.string()).optional(),
});
type Input = z.output<typeof Input>;

/** What Secrets Manager does with the secret's KMS key as the caller: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
const KMS_USES: Readonly<Record<string, readonly string[]>> = {
  CreateSecret: ['kms:GenerateDataKey', 'kms:Decrypt'],
  GetSecretValue: ['kms:Decrypt'],
  PutSecretValue: ['kms:GenerateDataKey', 'kms:Decrypt'],
};

/** What stands in the place of the ARN when Secrets Manager tries the key that a new secret names (the same page). */
const TRIAL = 'RequestToValidateKeyAccess';

function bySecretsManager(SecretARN: string): IamRequest['context'] {
  return {
    'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com`,
    'kms:EncryptionContext:SecretARN': SecretARN,
  };
}

/** What Secrets Manager asks IAM for an action: for itself, for the KMS key of the secret, and for the function of a rotation. */
export function secretsManagerRequests(stack: EmbeddedStack, action: string, body: unknown): readonly IamRequest[] {
  const input = Input.parse(body);
  const secret = input.SecretId === undefined ? undefined : stack.secretsManager.secret(input.SecretId);
  const resource = secret?.arn ?? arnOf(input);
  const keyArn = secret?.kmsKeyId ?? input.KmsKeyId;
  const asked = { action: `secretsmanager:${action}`, resource, context: { ...ofSecret(secret), ...ofInput(input) } };
  // AWS's own key, the default, lets everybody use it whom Secrets Manager lets use the secret.
  const uses = keyArn === undefined ? [] : (KMS_USES[action] ?? []);
  const ofKey = [resource, ...(action === 'CreateSecret' ? [TRIAL] : [])].flatMap((SecretARN) =>
    uses.map((use) => ({ action: use, resource: keyArn ?? '', context: bySecretsManager(SecretARN) })),
  );
  return [asked, ...ofKey, ...rotation(action, input, secret?.rotation?.lambdaArn), ...tagging(action, input, asked)];
}

/** The ARN of a secret that does not exist has six characters that nobody knows yet. */
function arnOf({ SecretId, Name }: Input): string {
  const name = SecretId ?? Name;
  if (name === undefined) return '*';
  return name.startsWith('arn:') ? name : `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-AbCdEf`;
}

function ofSecret(secret: ReturnType<EmbeddedStack['secretsManager']['secret']>): IamRequest['context'] {
  if (secret === undefined) return {};
  const tags = [...secret.tags].map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
  const lambdaArn = secret.rotation?.lambdaArn;
  return {
    ...Object.fromEntries(tags),
    ...(lambdaArn === undefined ? {} : { 'secretsmanager:resource/AllowRotationLambdaArn': lambdaArn }),
  };
}

function ofInput(input: Input): IamRequest['context'] {
  const tagKeys = input.TagKeys ?? input.Tags?.map(({ Key }) => Key);
  const named: readonly (readonly [string, string | readonly string[] | undefined])[] = [
    ['secretsmanager:SecretId', input.SecretId],
    ['secretsmanager:Name', input.Name],
    ['secretsmanager:KmsKeyArn', input.KmsKeyId],
    ['secretsmanager:KmsKeyId', input.KmsKeyId],
    ['secretsmanager:VersionStage', input.VersionStage],
    ['secretsmanager:VersionId', input.VersionId],
    ['secretsmanager:RotationLambdaARN', input.RotationLambdaARN],
    ['secretsmanager:RotateImmediately', text(input.RotateImmediately)],
    ['secretsmanager:ModifyRotationRules', text(input.RotationRules === undefined ? undefined : true)],
    ['secretsmanager:ForceDeleteWithoutRecovery', text(input.ForceDeleteWithoutRecovery)],
    ['secretsmanager:RecoveryWindowInDays', text(input.RecoveryWindowInDays)],
    ['aws:TagKeys', tagKeys],
    ...(input.Tags ?? []).map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value] as const),
  ];
  return Object.fromEntries(named.filter((entry) => entry[1] !== undefined).map(([key, value]) => [key, value ?? '']));
}

function text(value: boolean | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** "You also need lambda:InvokeFunction": https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html */
function rotation(action: string, { RotationLambdaARN }: Input, lambdaArn: string | undefined): IamRequest[] {
  const resource = RotationLambdaARN ?? lambdaArn;
  if (action !== 'RotateSecret' || resource === undefined) return [];
  return [{ action: 'lambda:InvokeFunction', resource, context: {} }];
}

/** CreateSecret with tags needs the right to tag too (Secrets Manager API reference, CreateSecret). */
function tagging(action: string, { Tags = [] }: Input, asked: IamRequest): IamRequest[] {
  if (action !== 'CreateSecret' || Tags.length === 0) return [];
  return [{ ...asked, action: 'secretsmanager:TagResource' }];
}
