import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { templateWith } from '../synthesise.ts';
import {
  account,
  arn,
  attribute,
  credentialsSecrets,
  functionArn,
  keySecrets,
  policies,
  region,
  rotatedByRotateKey,
} from '../template.ts';

const template = templateWith();
const may = policies(template, 'rotate-key');

test('rotate-key has a minute for a step', () => {
  template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'emnify-mfa-rotate-key', Timeout: 60 });
});

test('rotate-key is told its settings and nothing secret', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectEquals({
        SECRET_PREFIX: 'emnify-mfa',
        EMNIFY_API_URL: 'https://cdn.emnify.net',
        ROTATION_STRATEGY: 'overlap',
        KEY_GRACE_PERIOD: 'PT24H',
        SCHEDULE_GROUP: 'emnify-mfa',
        SCHEDULER_ROLE_ARN: attribute(template, 'AWS::IAM::Role', /Schedules/),
        RECONCILE_USER_ARN: functionArn('reconcile-user'),
        DEAD_LETTER_QUEUE_ARN: attribute(template, 'AWS::SQS::Queue', /Schedules/),
        AWS_EMF_NAMESPACE: 'EmnifyMfaRotation/emnify-mfa',
        NODE_OPTIONS: '--enable-source-maps',
      }),
    },
  });
});

test('Secrets Manager may invoke rotate-key, for secrets of this account alone, and nothing else is let in', () => {
  template.allResourcesProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'secretsmanager.amazonaws.com',
    SourceAccount: account,
  });
  template.resourceCountIs('AWS::Lambda::Permission', 1);
});

test('rotate-key reads credentials, and writes none', () => {
  expect(may.get('ReadCredentials')).toEqual([
    {
      Effect: 'Allow',
      Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      Resource: credentialsSecrets,
    },
  ]);
});

test('rotate-key rotates key secrets only while they name it, and tags them only with the memory of the rotation', () => {
  expect(may.get('RotateKeySecrets')).toEqual([
    {
      Effect: 'Allow',
      Action: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      Resource: keySecrets,
      Condition: { StringEquals: rotatedByRotateKey },
    },
    {
      Effect: 'Allow',
      Action: ['secretsmanager:TagResource', 'secretsmanager:UntagResource'],
      Resource: keySecrets,
      Condition: {
        StringEquals: rotatedByRotateKey,
        'ForAllValues:StringLike': {
          'aws:TagKeys': [
            'emnify-mfa:attempts',
            'emnify-mfa:hold',
            'emnify-mfa:proven',
            'emnify-mfa:proof',
            'emnify-mfa:superseded/*',
          ],
        },
        Null: { 'aws:TagKeys': 'false' },
      },
    },
  ]);
});

test('rotate-key uses the KMS key only through Secrets Manager, for the secrets of this product', () => {
  expect(may.get('UseEncryptionKey')).toEqual([
    {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: attribute(template, 'AWS::KMS::Key'),
      Condition: {
        StringEquals: {
          'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.', region, '.amazonaws.com']] },
        },
        StringLike: { 'kms:EncryptionContext:SecretARN': [credentialsSecrets, keySecrets] },
      },
    },
  ]);
});

test('rotate-key creates and corrects schedules of its group, and passes on the one role that they run as', () => {
  expect(may.get('WriteSchedules')).toEqual([
    {
      Effect: 'Allow',
      Action: ['scheduler:CreateSchedule', 'scheduler:GetSchedule', 'scheduler:UpdateSchedule'],
      Resource: arn('scheduler', 'schedule/emnify-mfa/*'),
    },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: attribute(template, 'AWS::IAM::Role', /Schedules/),
      Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
  ]);
});
