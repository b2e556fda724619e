import { Match } from 'aws-cdk-lib/assertions';
import { test } from 'vitest';
import { templateWith } from '../synthesise.ts';
import { attribute, logicalId } from '../template.ts';

const template = templateWith();

test('rotate-fleet is durable: it runs for days, and what it did can be looked up for 90', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'emnify-mfa-rotate-fleet',
    DurableConfig: { ExecutionTimeout: 604_800, RetentionPeriodInDays: 90 },
    Environment: {
      Variables: Match.objectEquals({
        SECRET_PREFIX: 'emnify-mfa',
        KEY_GRACE_PERIOD: 'PT24H',
        AWS_EMF_NAMESPACE: 'EmnifyMfaRotation/emnify-mfa',
        NODE_OPTIONS: '--enable-source-maps',
      }),
    },
  });
});

test('rotate-fleet is invoked by an alias of a version', () => {
  const alias = logicalId(template, 'AWS::Lambda::Alias');
  template.hasResourceProperties('AWS::Lambda::Alias', {
    Name: 'live',
    FunctionVersion: { 'Fn::GetAtt': [logicalId(template, 'AWS::Lambda::Version'), 'Version'] },
  });
  template.hasOutput('RotateFleetArn', { Value: { Ref: alias } });
});

test('what Lambda gives up of rotate-fleet is kept', () => {
  const queue = attribute(template, 'AWS::SQS::Queue', /Schedules/);
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'emnify-mfa-rotate-fleet',
    DeadLetterConfig: { TargetArn: queue },
  });
});
