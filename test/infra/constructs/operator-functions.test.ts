import { Match } from 'aws-cdk-lib/assertions';
import { test } from 'vitest';
import { templateWith } from '../synthesise.ts';
import { attribute, functionArn } from '../template.ts';

const template = templateWith({ rotationPeriod: 'P30D' });
const always = { AWS_EMF_NAMESPACE: 'EmnifyMfaRotation/emnify-mfa', NODE_OPTIONS: '--enable-source-maps' };

test('enroll-user is told what it sets up, and under which key', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'emnify-mfa-enroll-user',
    Environment: {
      Variables: Match.objectEquals({
        ...always,
        SECRET_PREFIX: 'emnify-mfa',
        EMNIFY_API_URL: 'https://cdn.emnify.net',
        ROTATION_PERIOD: 'P30D',
        ENCRYPTION_KEY_ARN: attribute(template, 'AWS::KMS::Key'),
        ROTATE_KEY_ARN: functionArn('rotate-key'),
        RECONCILE_USER_ARN: functionArn('reconcile-user'),
        SCHEDULE_GROUP: 'emnify-mfa',
        SCHEDULER_ROLE_ARN: attribute(template, 'AWS::IAM::Role', /Schedules/),
        DEAD_LETTER_QUEUE_ARN: attribute(template, 'AWS::SQS::Queue', /Schedules/),
      }),
    },
  });
});

test('offboard-user is told where to look for what it removes', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'emnify-mfa-offboard-user',
    Environment: {
      Variables: Match.objectEquals({
        ...always,
        SECRET_PREFIX: 'emnify-mfa',
        EMNIFY_API_URL: 'https://cdn.emnify.net',
        SCHEDULE_GROUP: 'emnify-mfa',
      }),
    },
  });
});

test('issue-code is told a prefix and nothing else', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'emnify-mfa-issue-code',
    Environment: { Variables: Match.objectEquals({ ...always, SECRET_PREFIX: 'emnify-mfa' }) },
  });
});
