import { Match } from 'aws-cdk-lib/assertions';
import { test } from 'vitest';
import { templateWith } from '../synthesise.ts';
import { account, attribute, functionArn } from '../template.ts';

const template = templateWith();

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
