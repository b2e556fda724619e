import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import {
  ATTEMPTS_TAG,
  HOLD_TAG,
  OWNER_TAG,
  PROOF_TAG,
  PROVEN_TAG,
  SUPERSEDED_TAG_PREFIX,
} from '../../functions/domain/tag-names.ts';
import { allow } from './allow.ts';

const kinds = ['credentials', 'key'] as const;
export type Kind = (typeof kinds)[number];

/** Secrets Manager ends an ARN with a hyphen and six characters of its own. */
function nameForm(prefix: string, kind: Kind): string {
  return `${prefix}/*/${kind}-??????`;
}

/** The secrets of one kind of all users under the prefix. */
export function secretArns(scope: Construct, prefix: string, kind: Kind): string {
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: nameForm(prefix, kind),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** Read the credentials that operators store: those in force, not those before them. */
export function readCredentials(scope: Construct, prefix: string): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [secretArns(scope, prefix, 'credentials')],
        conditions: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
      }),
    ],
  });
}

/** Rotate the key secrets that name `rotationFunctionArn` as their rotation function, and keep the rotation's memory in their tags. */
export function rotateKeySecrets(scope: Construct, prefix: string, rotationFunctionArn: string): PolicyDocument {
  const resources = [secretArns(scope, prefix, 'key')];
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        actions: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        resources,
        conditions: { StringEquals: rotatedBy(rotationFunctionArn) },
      }),
      keepMemory(resources, rotationFunctionArn, ['secretsmanager:TagResource']),
    ],
  });
}

/** Compare those key secrets with emnify: read them, start a rotation, take AWSPENDING off; never write a value or move AWSCURRENT. */
export function reconcileKeySecrets(scope: Construct, prefix: string, rotationFunctionArn: string): PolicyDocument {
  const resources = [secretArns(scope, prefix, 'key')];
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        actions: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:ListSecretVersionIds',
        ],
        resources,
        conditions: { StringEquals: rotatedBy(rotationFunctionArn) },
      }),
      startRotation(resources, rotationFunctionArn),
      new PolicyStatement({
        actions: ['secretsmanager:UpdateSecretVersionStage'],
        resources,
        conditions: {
          StringEquals: { ...rotatedBy(rotationFunctionArn), 'secretsmanager:VersionStage': 'AWSPENDING' },
        },
      }),
      keepMemory(resources, rotationFunctionArn, ['secretsmanager:TagResource', 'secretsmanager:UntagResource']),
    ],
  });
}

/** See which key secrets are due and start their rotation; read and write no value. */
export function startRotations(scope: Construct, prefix: string, rotationFunctionArn: string): PolicyDocument {
  const resources = [secretArns(scope, prefix, 'key')];
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        actions: ['secretsmanager:DescribeSecret', 'secretsmanager:ListSecretVersionIds'],
        resources,
        conditions: { StringEquals: rotatedBy(rotationFunctionArn) },
      }),
      startRotation(resources, rotationFunctionArn),
      // Whether a hold still stands depends on the version of the credentials, and on nothing in it.
      new PolicyStatement({
        actions: ['secretsmanager:DescribeSecret'],
        resources: [secretArns(scope, prefix, 'credentials')],
      }),
    ],
  });
}

/** See the names and tags of secrets. */
export function listSecrets(scope: Construct): PolicyDocument {
  Validations.of(scope).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
    reason: 'ListSecrets knows no resource and no condition; it shows no value.',
  });
  return allow(['secretsmanager:ListSecrets'], '*');
}

export function rotatedBy(functionArn: string): Readonly<Record<string, string>> {
  return { 'secretsmanager:resource/AllowRotationLambdaArn': functionArn };
}

/** Start a rotation as it is configured: RotateSecret could also name another function, or another schedule. */
export function startRotation(resources: string[], rotationFunctionArn: string): PolicyStatement {
  return new PolicyStatement({
    actions: ['secretsmanager:RotateSecret'],
    resources,
    conditions: {
      StringEquals: rotatedBy(rotationFunctionArn),
      // A call that leaves the parameters out may come without the keys.
      StringEqualsIfExists: { 'secretsmanager:RotationLambdaARN': rotationFunctionArn },
      BoolIfExists: { 'secretsmanager:ModifyRotationRules': 'false' },
    },
  });
}

/** Write (and remove) the tags that the rotation remembers by, and no others. */
function keepMemory(resources: string[], rotationFunctionArn: string, actions: string[]): PolicyStatement {
  return new PolicyStatement({
    actions,
    resources,
    conditions: {
      StringEquals: rotatedBy(rotationFunctionArn),
      'ForAllValues:StringLike': {
        'aws:TagKeys': [ATTEMPTS_TAG, HOLD_TAG, OWNER_TAG, PROVEN_TAG, PROOF_TAG, `${SUPERSEDED_TAG_PREFIX}*`],
      },
      // ForAllValues is true of a request without tag keys.
      Null: { 'aws:TagKeys': 'false' },
    },
  });
}

/** Use the key for secrets of these kinds under the prefix, and only by way of Secrets Manager. */
export function useKeyForSecrets(
  scope: Construct,
  prefix: string,
  key: IKey,
  uses: { readonly decrypt?: readonly Kind[]; readonly encrypt?: readonly Kind[]; readonly choose?: boolean },
): PolicyDocument {
  // What Secrets Manager says in place of an ARN when it tries the key that a new secret names.
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-using-cmk
  const trial = uses.choose === true ? ['RequestToValidateKeyAccess'] : [];
  const allowFor = (action: string, secretKinds: readonly Kind[]) =>
    new PolicyStatement({
      actions: [action],
      resources: [key.keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(scope).region}.amazonaws.com` },
        // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
        StringLike: {
          'kms:EncryptionContext:SecretARN': [...secretKinds.map((kind) => secretArns(scope, prefix, kind)), ...trial],
        },
      },
    });
  const { decrypt = [], encrypt = [] } = uses;
  return new PolicyDocument({
    statements: [
      ...(decrypt.length === 0 ? [] : [allowFor('kms:Decrypt', decrypt)]),
      ...(encrypt.length === 0 ? [] : [allowFor('kms:GenerateDataKey', encrypt)]),
    ],
  });
}

/** Tells the AWS Solutions checks why the policies above name secrets by form. */
export function acknowledgeSecretForms(scope: Construct, prefix: string, which: readonly Kind[] = kinds): void {
  const arn = 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret';
  for (const kind of which) {
    Validations.of(scope).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${arn}:${nameForm(prefix, kind)}]`,
      reason: 'Users are enrolled after the deployment, and Secrets Manager chooses the end of each ARN.',
    });
  }
}
