import { expect, test } from 'vitest';
import * as z from 'zod';
import { templateWith } from '../synthesise.ts';
import { account, arn, folders, region } from '../template.ts';

const template = templateWith();
const [key] = Object.values(template.findResources('AWS::KMS::Key'));
const statements = z.array(z.unknown()).parse(key?.['Properties'].KeyPolicy.Statement);

test('the KMS key is rotated and outlives the stack', () => {
  template.resourceCountIs('AWS::KMS::Key', 1);
  template.hasResource('AWS::KMS::Key', {
    Properties: { EnableKeyRotation: true },
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});

test('the KMS key serves CloudWatch Logs for the log groups of this deployment alone', () => {
  const groups = [
    ...folders(template).map((folder) => `/aws/lambda/emnify-mfa-${folder}`),
    '/aws/events/emnify-mfa-rotations',
    '/emnify-mfa/audit',
  ];
  for (const group of groups) {
    expect(statements).toContainEqual({
      Effect: 'Allow',
      Principal: { Service: { 'Fn::Join': ['', ['logs.', region, '.amazonaws.com']] } },
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
      Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': arn('logs', `log-group:${group}`) } },
    });
  }
  expect(statements.filter((statement) => JSON.stringify(statement).includes('"logs.'))).toHaveLength(groups.length);
});

test("the KMS key serves the alarms of this deployment, for the topic's messages", () => {
  expect(statements).toContainEqual({
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': arn('cloudwatch', 'alarm:emnify-mfa-*') },
    },
  });
});

test('the account decides by its own policies who else may use the KMS key', () => {
  const others = statements.filter((statement) => !/"(logs\.|cloudwatch\.)/.test(JSON.stringify(statement)));
  expect(others).toEqual([
    {
      Effect: 'Allow',
      Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', account, ':root']] } },
      Action: 'kms:*',
      Resource: '*',
    },
  ]);
});
