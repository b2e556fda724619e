import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { templateWith } from '../synthesise.ts';
import { attribute, functionArn, keySecrets, policies, rotatedByRotateKey } from '../template.ts';

const template = templateWith();
const may = policies(template, 'reconcile-user');

test('reconcile-user is told its policy and the function that it may call', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'emnify-mfa-reconcile-user',
    Timeout: 120,
    Environment: {
      Variables: Match.objectEquals({
        SECRET_PREFIX: 'emnify-mfa',
        EMNIFY_API_URL: 'https://cdn.emnify.net',
        KEY_GRACE_PERIOD: 'PT24H',
        TRUSTED_DEVICE_MAX_AGE: 'P30D',
        REVOKE_DEVICES_ON_ROTATION: 'true',
        ROTATE_KEY_ARN: functionArn('rotate-key'),
        AWS_EMF_NAMESPACE: 'EmnifyMfaRotation/emnify-mfa',
        NODE_OPTIONS: '--enable-source-maps',
      }),
    },
  });
});

test('reconcile-user reads key secrets, starts rotations and takes AWSPENDING off; it writes no value and moves no other label', () => {
  const [read, label, tag, ...rest] = may.get('ReconcileKeySecrets') ?? [];
  expect(read).toEqual({
    Effect: 'Allow',
    Action: [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:ListSecretVersionIds',
      'secretsmanager:RotateSecret',
    ],
    Resource: keySecrets,
    Condition: { StringEquals: rotatedByRotateKey },
  });
  expect(label).toEqual({
    Effect: 'Allow',
    Action: 'secretsmanager:UpdateSecretVersionStage',
    Resource: keySecrets,
    Condition: { StringEquals: { ...rotatedByRotateKey, 'secretsmanager:VersionStage': 'AWSPENDING' } },
  });
  expect(tag).toEqual(policies(template, 'rotate-key').get('RotateKeySecrets')?.at(-1));
  expect(rest).toEqual([]);
});

test('reconcile-user calls rotate-key and no other function, and decrypts without being able to encrypt', () => {
  expect(may.get('InvokeRotateKey')).toEqual([
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn('rotate-key') },
  ]);
  expect(may.get('UseEncryptionKey')).toMatchObject([{ Action: 'kms:Decrypt' }]);
  expect(may.get('ReadCredentials')).toEqual(policies(template, 'rotate-key').get('ReadCredentials'));
});

test('reconcile-user is tried again when it fails asynchronously, and what fails for good is kept', () => {
  const queue = attribute(template, 'AWS::SQS::Queue', /Schedules/);
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 21_600,
    DestinationConfig: { OnFailure: { Destination: queue } },
  });
  expect(may.get('KeepFailures')).toEqual([{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue }]);
});
