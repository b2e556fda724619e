import { Match } from 'aws-cdk-lib/assertions';
import { test } from 'vitest';
import { templateWith } from '../synthesise.ts';
import { account, arn, attribute, logicalId } from '../template.ts';

const template = templateWith();

test('alarms go to a topic that is encrypted with the key of the deployment', () => {
  template.hasResourceProperties('AWS::SNS::Topic', {
    TopicName: 'emnify-mfa-alarms',
    KmsMasterKeyId: attribute(template, 'AWS::KMS::Key'),
  });
});

test('only alarms of this deployment may publish, and only over TLS', () => {
  const topic = { Ref: logicalId(template, 'AWS::SNS::Topic') };
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({
          Effect: 'Deny',
          Action: 'sns:Publish',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        {
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Resource: topic,
          Condition: {
            StringEquals: { 'aws:SourceAccount': account },
            ArnLike: { 'aws:SourceArn': arn('cloudwatch', 'alarm:emnify-mfa-*') },
          },
        },
      ],
    },
  });
});

test('nobody is subscribed until an address is given', () => {
  template.resourceCountIs('AWS::SNS::Subscription', 0);
  templateWith({ alarmAddress: 'security@example.com' }).hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    Endpoint: 'security@example.com',
  });
});
