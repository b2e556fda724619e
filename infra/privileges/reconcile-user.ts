import { DECRYPT, READ_CREDENTIALS, writeLog } from './common.ts';
import type { Privilege } from './privilege.ts';
import {
  DEAD_LETTERS,
  functionNamed,
  KEY_SECRETS,
  MEMORY_TAGS_ONLY,
  ROTATED_AS_CONFIGURED,
  ROTATED_BY_US,
} from './resources.ts';

export const reconcileUser: readonly Privilege[] = [
  READ_CREDENTIALS,
  {
    actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:ListSecretVersionIds'],
    on: [KEY_SECRETS],
    when: ROTATED_BY_US,
    why: 'compares every labelled key with emnify',
  },
  {
    actions: ['secretsmanager:RotateSecret'],
    on: [KEY_SECRETS],
    when: ROTATED_AS_CONFIGURED,
    why: 'starts a rotation that is overdue; it can name neither another function nor another schedule',
  },
  {
    actions: ['secretsmanager:UpdateSecretVersionStage'],
    on: [KEY_SECRETS],
    when: {
      StringEquals: { ...ROTATED_BY_US['StringEquals'], 'secretsmanager:VersionStage': ['AWSPENDING'] },
    },
    why: 'takes a leftover AWSPENDING off; it can move no other label, AWSCURRENT least of all',
  },
  {
    actions: ['secretsmanager:TagResource', 'secretsmanager:UntagResource'],
    on: [KEY_SECRETS],
    when: { ...ROTATED_BY_US, ...MEMORY_TAGS_ONLY },
    why: 'deadlines of superseded keys, which go once the key is verified gone',
  },
  DECRYPT,
  {
    actions: ['lambda:InvokeFunction'],
    on: [functionNamed('rotate-key')],
    why: 'climbs on where a rotation has stopped; RotateSecret asks for it too',
  },
  {
    actions: ['sqs:SendMessage'],
    on: [DEAD_LETTERS],
    why: 'runs that failed for good are kept and raise an alarm',
    usedBy: "Lambda's asynchronous invocation, which sends to the failure destination as the function",
  },
  writeLog('reconcile-user'),
];
