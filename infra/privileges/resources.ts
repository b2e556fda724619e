import {
  ATTEMPTS_TAG,
  HOLD_TAG,
  OWNER_TAG,
  PROOF_TAG,
  PROVEN_TAG,
  SUPERSEDED_TAG_PREFIX,
} from '../../functions/domain/tag-names.ts';
import type { Condition } from './privilege.ts';

/**
 * The resources that privileges name. A deployment decides `{account}`, `{region}`, `{prefix}` (of the secrets), `{name}`
 * (what the names of its resources begin with), `{encryptionKey}` and `{schedulerRole}` (ARNs that AWS makes up).
 */
export const CREDENTIALS_SECRETS = 'arn:aws:secretsmanager:{region}:{account}:secret:{prefix}/*/credentials-??????';
export const KEY_SECRETS = 'arn:aws:secretsmanager:{region}:{account}:secret:{prefix}/*/key-??????';
const APP = 'emnify-mfa-rotation';
export const ENCRYPTION_KEY = '{encryptionKey}';
export const SCHEDULER_ROLE = '{schedulerRole}';
export const SCHEDULES = 'arn:aws:scheduler:{region}:{account}:schedule/{name}/*';
export const SCHEDULE_GROUP = 'arn:aws:scheduler:{region}:{account}:schedule-group/{name}';
export const DEAD_LETTERS = 'arn:aws:sqs:{region}:{account}:{name}-dead-letters';
export const ALARM_TOPIC = 'arn:aws:sns:{region}:{account}:{name}-alarms';
export const APPROVAL_TOPIC = 'arn:aws:sns:{region}:{account}:Automation-{name}-approvals';
export const EVENTS_LOG = 'arn:aws:logs:{region}:{account}:log-group:/aws/events/{name}-rotations';
export const FLOW_LOG = 'arn:aws:logs:{region}:{account}:log-group:/aws/vpc/{name}-flows';
export const AUDIT_LOG = 'arn:aws:logs:{region}:{account}:log-group:/{prefix}/audit';

export function functionNamed(name: string): string {
  return `arn:aws:lambda:{region}:{account}:function:{name}-${name}`;
}

export function logOf(name: string): string {
  return `arn:aws:logs:{region}:{account}:log-group:/aws/lambda/{name}-${name}`;
}

/** Only a secret whose rotation function is ours: no other secret that happens to bear such a name. */
export const ROTATED_BY_US: Condition = {
  StringEquals: { 'secretsmanager:resource/AllowRotationLambdaArn': [functionNamed('rotate-key')] },
};

/** Only as enrolment configured it. A call that leaves the parameters out may come without their condition keys. */
export const ROTATED_AS_CONFIGURED: Condition = {
  ...ROTATED_BY_US,
  StringEqualsIfExists: { 'secretsmanager:RotationLambdaARN': [functionNamed('rotate-key')] },
  BoolIfExists: { 'secretsmanager:ModifyRotationRules': ['false'] },
};

/** Only the rotation's memory: neither `app` nor the user's tag, by which the secret is known to be this product's. */
export const MEMORY_TAGS_ONLY: Condition = {
  'ForAllValues:StringLike': {
    'aws:TagKeys': [ATTEMPTS_TAG, HOLD_TAG, OWNER_TAG, PROVEN_TAG, PROOF_TAG, `${SUPERSEDED_TAG_PREFIX}*`],
  },
  // ForAllValues is true of a request without tag keys.
  Null: { 'aws:TagKeys': ['false'] },
};

/** Only what Secrets Manager asks of the key, for these secrets. */
export function bySecretsManager(...secrets: readonly string[]): Condition {
  return {
    StringEquals: { 'kms:ViaService': ['secretsmanager.{region}.amazonaws.com'] },
    StringLike: { 'kms:EncryptionContext:SecretARN': secrets },
  };
}

/** Only a secret that bears the product's tag. */
export const TAGGED_OURS: Condition = { StringEquals: { 'aws:ResourceTag/app': [APP] } };

/** Only these tags, of a secret that bears the product's. */
export function taggingOurs(...tagKeys: readonly string[]): Condition {
  return {
    ...TAGGED_OURS,
    'ForAllValues:StringEquals': { 'aws:TagKeys': tagKeys },
    // ForAllValues is true of a request without tag keys.
    Null: { 'aws:TagKeys': ['false'] },
  };
}

/** Only the tags that a secret of the product is created with. */
export const CREATION_TAGS: Condition = {
  StringEquals: { 'aws:RequestTag/app': [APP] },
  'ForAllValues:StringEquals': { 'aws:TagKeys': ['app', 'emnify-mfa:user', OWNER_TAG] },
};

/** The rule that hands over what Secrets Manager says of rotations, where EventBridge names it. */
export const OUR_RULE: Condition = {
  StringEqualsIfExists: { 'aws:SourceAccount': ['{account}'] },
  ArnEqualsIfExists: { 'aws:SourceArn': ['arn:aws:events:{region}:{account}:rule/{name}-rotations'] },
};

/** Only the alarms of this deployment. */
export const OUR_ALARMS: Condition = {
  StringEquals: { 'aws:SourceAccount': ['{account}'] },
  ArnLike: { 'aws:SourceArn': ['arn:aws:cloudwatch:{region}:{account}:alarm:{name}-*'] },
};
