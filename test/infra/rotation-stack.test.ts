import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { templateWith } from './synthesise.ts';

const template = templateWith();

test('no role has policies that AWS manages, or that stand apart from it', () => {
  template.resourceCountIs('AWS::IAM::Policy', 0);
  template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
});

test('all log groups are encrypted, kept for 400 days, and outlive the stack', () => {
  const groups = Object.values(template.findResources('AWS::Logs::LogGroup'));
  expect(groups.map(({ Properties }) => Properties.LogGroupName)).toContain('/emnify-mfa/audit');
  for (const group of groups) {
    expect(group).toMatchObject({
      Properties: { RetentionInDays: 400, KmsKeyId: expect.anything() },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
  }
});

test('the stack tells what enrolling a user and watching the deployment need', () => {
  for (const output of [
    'AlarmTopicArn',
    'AuditLogGroup',
    'EncryptionKeyArn',
    'ReconcileUserArn',
    'RotateKeyArn',
    'SchedulerRoleArn',
  ]) {
    template.hasOutput(output, { Description: Match.anyValue() });
  }
});

test('what is configured reaches the function, its names and its rights', () => {
  const configured = templateWith({
    prefix: 'acme-mfa',
    apiUrl: 'https://simforthings.bics.com',
    rotationStrategy: 'replace',
    gracePeriod: 'P2D',
    logRetentionDays: '30',
  });
  configured.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'acme-mfa-rotate-key',
    Environment: {
      Variables: Match.objectLike({
        SECRET_PREFIX: 'acme-mfa',
        EMNIFY_API_URL: 'https://simforthings.bics.com',
        ROTATION_STRATEGY: 'replace',
        KEY_GRACE_PERIOD: 'P2D',
        AWS_EMF_NAMESPACE: 'EmnifyMfaRotation/acme-mfa',
      }),
    },
  });
  configured.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  const text = JSON.stringify(configured.toJSON());
  expect(text).toContain(':secret:acme-mfa/*/key-??????');
  expect(text).toContain('/acme-mfa/audit');
  expect(text).not.toContain('emnify-mfa/');
});
