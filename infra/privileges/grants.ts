import type { Grant } from './privilege.ts';
import {
  ALARM_TOPIC,
  APPROVAL_TOPIC,
  AUDIT_LOG,
  DEAD_LETTERS,
  EVENTS_LOG,
  functionNamed,
  logOf,
  OUR_ALARMS,
  OUR_RULE,
  SCHEDULE_GROUP,
} from './resources.ts';
import { runbookTrust } from './runbooks.ts';

const FUNCTIONS = [
  'rotate-key',
  'reconcile-user',
  'rotate-fleet',
  'enroll-user',
  'offboard-user',
  'issue-code',
] as const;

/** Who may assume each role: functions by name, other roles by their path in the app. */
export const trust: Readonly<Record<string, readonly Grant[]>> = {
  ...Object.fromEntries(FUNCTIONS.map((name) => [name, [runAs('Service: lambda.amazonaws.com')]])),
  'Schedules/Role': [
    {
      ...runAs('Service: scheduler.amazonaws.com'),
      when: { StringEquals: { 'aws:SourceAccount': ['{account}'], 'aws:SourceArn': [SCHEDULE_GROUP] } },
      why: 'schedules of this group run as it; no other group and no other account can make Scheduler do so',
    },
  ],
  ...runbookTrust,
};

/** What resources let others do to them, by their path in the app; functions by name. */
export const resourcePolicies: Readonly<Record<string, readonly Grant[]>> = {
  'EncryptionKey/Key': [
    {
      to: 'AWS: arn:aws:iam::{account}:root',
      actions: ['kms:*'],
      on: ['*'],
      why: 'rights on the key are given by IAM policies: those of the roles here, and those of the account for its administrators. In a key policy * is the key itself',
    },
    ...[...FUNCTIONS.map(logOf), AUDIT_LOG, EVENTS_LOG].map(encryptLog),
    {
      to: 'Service: cloudwatch.amazonaws.com',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      on: ['*'],
      when: OUR_ALARMS,
      why: 'alarms publish to the encrypted topic',
    },
  ],
  'RotationEvents/Policy/ResourcePolicy': ['events', 'delivery.logs'].map((service) => ({
    to: `Service: ${service}.amazonaws.com`,
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    on: [`${EVENTS_LOG}:*`],
    when: OUR_RULE,
    why: 'EventBridge writes what Secrets Manager says of rotations into this one log group',
  })),
  'AlarmTopic/Topic/Policy': [
    {
      effect: 'Deny',
      to: 'AWS: *',
      actions: ['sns:Publish'],
      on: [ALARM_TOPIC],
      when: { Bool: { 'aws:SecureTransport': ['false'] } },
      why: 'nothing reaches the topic unencrypted',
    },
    {
      to: 'Service: cloudwatch.amazonaws.com',
      actions: ['sns:Publish'],
      on: [ALARM_TOPIC],
      when: OUR_ALARMS,
      why: "this deployment's alarms, and nobody else",
    },
  ],
  'Runbooks/Approval/Topic/Policy': [
    {
      effect: 'Deny',
      to: 'AWS: *',
      actions: ['sns:Publish'],
      on: [APPROVAL_TOPIC],
      when: { Bool: { 'aws:SecureTransport': ['false'] } },
      why: 'nothing reaches the topic unencrypted',
    },
  ],
  'Schedules/DeadLetters/Policy': [
    {
      effect: 'Deny',
      to: 'AWS: *',
      actions: ['sqs:*'],
      on: [DEAD_LETTERS],
      when: { Bool: { 'aws:SecureTransport': ['false'] } },
      why: 'nothing reaches the queue unencrypted',
    },
  ],
  'rotate-key': [
    {
      to: 'Service: secretsmanager.amazonaws.com',
      actions: ['lambda:InvokeFunction'],
      on: [functionNamed('rotate-key')],
      when: { StringEquals: { 'aws:SourceAccount': ['{account}'] } },
      why: "Secrets Manager calls the rotation function, for this account's secrets only",
    },
  ],
};

export function runAs(to: string): Grant {
  return { to, actions: ['sts:AssumeRole'], why: 'runs the function' };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
export function encryptLog(logGroup: string): Grant {
  return {
    to: 'Service: logs.{region}.amazonaws.com',
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    on: ['*'],
    when: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': [logGroup] } },
    why: 'CloudWatch Logs encrypts this one log group',
  };
}
