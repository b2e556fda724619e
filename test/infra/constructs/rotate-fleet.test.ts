import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { templateWith } from '../synthesise.ts';
import { attribute, functionArn, keySecrets, logicalId, policies, rotatedByRotateKey } from '../template.ts';

const template = templateWith();
const may = policies(template, 'rotate-fleet');

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

test('rotate-fleet starts rotations and looks at them; it reads no value, tags nothing and calls no emnify', () => {
  expect([...may.keys()].toSorted()).toEqual([
    'InvokeRotateKey',
    'KeepCheckpoints',
    'KeepFailures',
    'ListSecrets',
    'StartRotations',
    'WriteLog',
  ]);
  expect(may.get('StartRotations')).toEqual([
    {
      Effect: 'Allow',
      Action: ['secretsmanager:DescribeSecret', 'secretsmanager:RotateSecret'],
      Resource: keySecrets,
      Condition: { StringEquals: rotatedByRotateKey },
    },
  ]);
  expect(may.get('ListSecrets')).toEqual([{ Effect: 'Allow', Action: 'secretsmanager:ListSecrets', Resource: '*' }]);
  expect(may.get('InvokeRotateKey')).toMatchObject([{ Resource: functionArn('rotate-key') }]);
});

test('rotate-fleet keeps checkpoints of its own executions, and what Lambda gives up is kept', () => {
  const queue = attribute(template, 'AWS::SQS::Queue', /Schedules/);
  expect(may.get('KeepCheckpoints')).toMatchObject([
    {
      Action: ['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'],
      Resource: { 'Fn::Join': ['', expect.arrayContaining([':function:emnify-mfa-rotate-fleet:*'])] },
    },
  ]);
  expect(may.get('KeepFailures')).toEqual([{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue }]);
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'emnify-mfa-rotate-fleet',
    DeadLetterConfig: { TargetArn: queue },
  });
});
