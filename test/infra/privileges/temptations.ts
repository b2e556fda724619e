import { ACCOUNT, REGION } from '../../../local/account.ts';
import type { IamRequest } from '../../../local/iam/evaluate.ts';

/** Something that a role must not be allowed, however useful it would be to whoever has taken the function over. */
export interface Temptation extends IamRequest {
  readonly what: string;
}

const OTHER_ACCOUNT = '999988887777';

function secret(name: string, account = ACCOUNT): string {
  return `arn:aws:secretsmanager:${REGION}:${account}:secret:${name}-AbCdEf`;
}

function lambda(name: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}

export const KEY = secret('emnify-mfa/alice/key');
const CREDENTIALS = secret('emnify-mfa/alice/credentials');
const BY_ROTATE_KEY = { 'secretsmanager:resource/AllowRotationLambdaArn': lambda('emnify-mfa-rotate-key') };
/** As every secret of the product is tagged, and as a call names what it asks for: only the one thing named is wrong. */
const RIGHT = {
  ...BY_ROTATE_KEY,
  'aws:ResourceTag/app': 'emnify-mfa-rotation',
  'secretsmanager:VersionStage': 'AWSCURRENT',
  'aws:TagKeys': ['emnify-mfa:attempts'],
};

/** Of a service that no role has anything to do with, and of those that they have, beyond their task. */
const ANYWHERE: readonly (readonly [action: string, resource: string])[] = [
  ['iam:CreateUser', `arn:aws:iam::${ACCOUNT}:user/mallory`],
  ['iam:PutRolePolicy', `arn:aws:iam::${ACCOUNT}:role/emnify-mfa-rotation-RotateKeyRole`],
  ['iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/Administrator`],
  ['kms:Decrypt', `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-4333-8444-555555555555`],
  ['kms:GenerateDataKey', `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-4333-8444-555555555555`],
  ['kms:ScheduleKeyDeletion', `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-4333-8444-555555555555`],
  ['lambda:UpdateFunctionCode', lambda('emnify-mfa-rotate-key')],
  ['lambda:UpdateFunctionConfiguration', lambda('emnify-mfa-reconcile-user')],
  ['lambda:AddPermission', lambda('emnify-mfa-rotate-key')],
  ['lambda:InvokeFunction', lambda('payroll')],
  ['lambda:CheckpointDurableExecution', `${lambda('payroll')}:1/durable-execution/run/11111111`],
  ['lambda:GetDurableExecutionState', `${lambda('payroll')}:1/durable-execution/run/11111111`],
  ['logs:DeleteLogGroup', `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/emnify-mfa-rotate-key`],
  ['logs:PutLogEvents', `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/payroll:log-stream:x`],
  ['logs:PutRetentionPolicy', `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/emnify-mfa-rotate-key`],
  ['scheduler:CreateSchedule', `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/evil`],
  ['scheduler:DeleteSchedule', `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/backup`],
  ['scheduler:GetSchedule', `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/backup`],
  ['sqs:ReceiveMessage', `arn:aws:sqs:${REGION}:${ACCOUNT}:emnify-mfa-dead-letters`],
  ['sqs:SendMessage', `arn:aws:sqs:${REGION}:${ACCOUNT}:payroll`],
  ['sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/Administrator`],
];

/** What every action on secrets is tried on, each otherwise as it should be. */
const OTHER_SECRETS: Readonly<Record<string, string>> = {
  'of another prefix': secret('payroll/alice/key'),
  'whose name only begins like the prefix': secret('emnify-mfa-staging/alice/key'),
  'of a kind that is not the product’s': secret('emnify-mfa/alice/backup'),
  'of another account': secret('emnify-mfa/alice/key', OTHER_ACCOUNT),
};

const SECRET_ACTIONS = [
  'CancelRotateSecret',
  'CreateSecret',
  'DeleteSecret',
  'DescribeSecret',
  'GetSecretValue',
  'ListSecretVersionIds',
  'PutSecretValue',
  'RotateSecret',
  'TagResource',
  'UntagResource',
  'UpdateSecretVersionStage',
].map((name) => `secretsmanager:${name}`);

/** What no function may do, whichever it is. */
export const FOR_ANY_FUNCTION: readonly Temptation[] = [
  ...ANYWHERE.map(([action, resource]) => ({ what: `${action} on ${resource}`, action, resource, context: {} })),
  ...Object.entries(OTHER_SECRETS).flatMap(([which, resource]) =>
    SECRET_ACTIONS.map((action) => ({ what: `${action} of a secret ${which}`, action, resource, context: RIGHT })),
  ),
  ...['PutResourcePolicy', 'ReplicateSecretToRegions', 'UpdateSecret', 'DeleteResourcePolicy'].map((name) =>
    on(KEY, `secretsmanager:${name}`),
  ),
  on(KEY, 'secretsmanager:DeleteSecret', 'at once, without a time to restore it', {
    'secretsmanager:ForceDeleteWithoutRecovery': 'true',
  }),
  on(KEY, 'secretsmanager:RotateSecret', 'with a function that is not ours', {
    'secretsmanager:RotationLambdaARN': lambda('payroll'),
  }),
  on(KEY, 'secretsmanager:TagResource', 'with the tag by which it is ours', { 'aws:TagKeys': ['app'] }),
  on(KEY, 'secretsmanager:TagResource', 'with another user', {
    'aws:TagKeys': ['emnify-mfa:attempts', 'emnify-mfa:user'],
  }),
  on(KEY, 'secretsmanager:UntagResource', 'of the tag by which it is ours', { 'aws:TagKeys': ['app'] }),
  on(CREDENTIALS, 'secretsmanager:PutSecretValue'),
  on(CREDENTIALS, 'secretsmanager:UpdateSecretVersionStage'),
  on(CREDENTIALS, 'secretsmanager:GetSecretValue', 'as they were before', {
    'secretsmanager:VersionStage': 'AWSPREVIOUS',
  }),
];

/** What one function may do, and the others may not: who may, by the short names of functions. */
export const ONLY_FOR: readonly (Temptation & { readonly allowedTo: readonly string[] })[] = [
  { ...on(KEY, 'secretsmanager:PutSecretValue'), allowedTo: ['rotate-key'] },
  {
    ...on(KEY, 'secretsmanager:UpdateSecretVersionStage', 'to move AWSCURRENT'),
    allowedTo: ['rotate-key'],
  },
  {
    ...on(KEY, 'secretsmanager:GetSecretValue', 'as it was before', { 'secretsmanager:VersionStage': 'AWSPREVIOUS' }),
    allowedTo: ['rotate-key', 'reconcile-user', 'enroll-user', 'offboard-user'],
  },
  {
    ...on(CREDENTIALS, 'secretsmanager:GetSecretValue'),
    allowedTo: ['rotate-key', 'reconcile-user', 'enroll-user', 'offboard-user'],
  },
  {
    ...on(KEY, 'secretsmanager:DeleteSecret', 'with a month to restore it', {
      'secretsmanager:RecoveryWindowInDays': '30',
    }),
    allowedTo: ['offboard-user'],
  },
  {
    ...on(KEY, 'secretsmanager:UntagResource', "of the rotation's memory"),
    allowedTo: ['reconcile-user'],
  },
];

/** A call that is right in all but what it is named for. */
function on(resource: string, action: string, how = '', context: IamRequest['context'] = {}): Temptation {
  const kind = resource === KEY ? 'a key secret' : 'credentials';
  return { what: `${action} of ${kind} ${how}`.trim(), action, resource, context: { ...RIGHT, ...context } };
}
