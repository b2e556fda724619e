import { Match } from 'aws-cdk-lib/assertions';
import { test } from 'vitest';
import { templateWith } from '../synthesise.ts';
import { account, arn, attribute, functionArn } from '../template.ts';

const template = templateWith();

test('schedules run as a role that their group alone may assume, which calls one function and fills one queue', () => {
  template.resourceCountIs('AWS::Scheduler::ScheduleGroup', 1);
  const queue = attribute(template, 'AWS::SQS::Queue', /Schedules/);
  const may = (Action: string, Resource: object) => ({ Statement: [{ Effect: 'Allow', Action, Resource }] });
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: {
            StringEquals: {
              'aws:SourceAccount': account,
              'aws:SourceArn': arn('scheduler', 'schedule-group/emnify-mfa'),
            },
          },
        },
      ],
    },
    Policies: [
      { PolicyName: 'CallTarget', PolicyDocument: may('lambda:InvokeFunction', functionArn('reconcile-user')) },
      { PolicyName: 'KeepUndelivered', PolicyDocument: may('sqs:SendMessage', queue) },
    ],
  });
});

test('the dead-letter queue is encrypted and refuses what does not come over TLS', () => {
  template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ],
    },
  });
});
