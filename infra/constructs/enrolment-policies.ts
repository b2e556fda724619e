import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { HOLD_TAG, KEYS_DELETED_TAG, OFFBOARDING_TAG, OWNER_TAG } from '../../functions/domain/tag-names.ts';
import { APP } from './deployment.ts';
import { secretArns } from './secret-policies.ts';

/** A secret of the product, whether or not it has been given its rotation function yet. */
const OURS = { 'aws:ResourceTag/app': APP };
const TAGS = {
  StringEquals: { 'aws:RequestTag/app': APP },
  'ForAllValues:StringEquals': { 'aws:TagKeys': ['app', 'emnify-mfa:user', OWNER_TAG] },
};

/** Create key secrets as the product's, under its KMS key, and hand them to the rotation function; of what exists, look on. */
export function createKeySecrets(
  scope: Construct,
  prefix: string,
  { key, rotationFunctionArn }: { readonly key: IKey; readonly rotationFunctionArn: string },
): PolicyDocument {
  const resources = [secretArns(scope, prefix, 'key')];
  return new PolicyDocument({
    statements: [
      lookFor([secretArns(scope, prefix, 'credentials'), ...resources]),
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue', 'secretsmanager:ListSecretVersionIds'],
        resources,
        conditions: { StringEquals: OURS },
      }),
      keepInTags(['secretsmanager:TagResource'], resources, [HOLD_TAG, OFFBOARDING_TAG, OWNER_TAG]),
      // Until there is a key secret, a hold is kept here.
      keepInTags(['secretsmanager:TagResource'], [secretArns(scope, prefix, 'credentials')], [HOLD_TAG]),
      new PolicyStatement({
        actions: ['secretsmanager:CreateSecret'],
        resources,
        conditions: { ...TAGS, StringEquals: { ...TAGS.StringEquals, 'secretsmanager:KmsKeyArn': key.keyArn } },
      }),
      // Secrets Manager asks for it of whoever creates a secret with tags.
      new PolicyStatement({ actions: ['secretsmanager:TagResource'], resources, conditions: TAGS }),
      new PolicyStatement({
        actions: ['secretsmanager:RotateSecret'],
        resources,
        conditions: { StringEquals: { ...OURS, 'secretsmanager:RotationLambdaARN': rotationFunctionArn } },
      }),
    ],
  });
}

/** Read the product's key secrets, stop their rotation, and delete both secrets of a user so that they can be restored for 30 days. */
export function removeSecrets(scope: Construct, prefix: string): PolicyDocument {
  const keys = [secretArns(scope, prefix, 'key')];
  const both = [secretArns(scope, prefix, 'credentials'), ...keys];
  return new PolicyDocument({
    statements: [
      lookFor(both),
      new PolicyStatement({
        actions: [
          'secretsmanager:CancelRotateSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:ListSecretVersionIds',
        ],
        resources: keys,
        conditions: { StringEquals: OURS },
      }),
      keepInTags(['secretsmanager:TagResource'], keys, [HOLD_TAG, KEYS_DELETED_TAG, OFFBOARDING_TAG, OWNER_TAG]),
      keepInTags(['secretsmanager:UntagResource'], keys, [KEYS_DELETED_TAG]),
      new PolicyStatement({
        actions: ['secretsmanager:DeleteSecret'],
        resources: both,
        // A deletion without recovery states no window at all.
        conditions: { StringEquals: OURS, NumericEquals: { 'secretsmanager:RecoveryWindowInDays': '30' } },
      }),
    ],
  });
}

/** Without the condition on the tag: of a secret that does not exist it would make a refusal of what should be "not found". */
function lookFor(resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions: ['secretsmanager:DescribeSecret'], resources });
}

function keepInTags(actions: string[], resources: string[], tagKeys: string[]): PolicyStatement {
  return new PolicyStatement({
    actions,
    resources,
    conditions: {
      StringEquals: OURS,
      'ForAllValues:StringEquals': { 'aws:TagKeys': tagKeys },
      // ForAllValues is true of a request without tag keys.
      Null: { 'aws:TagKeys': 'false' },
    },
  });
}
