import { Match } from 'aws-cdk-lib/assertions';
import { test } from 'vitest';
import { templateWith } from '../synthesise.ts';
import { attribute, functionArn } from '../template.ts';

const template = templateWith();

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

test('reconcile-user is tried again when it fails asynchronously, and what fails for good is kept', () => {
  const queue = attribute(template, 'AWS::SQS::Queue', /Schedules/);
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 21_600,
    DestinationConfig: { OnFailure: { Destination: queue } },
  });
});
