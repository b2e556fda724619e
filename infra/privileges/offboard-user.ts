import { HOLD_TAG, KEYS_DELETED_TAG, OFFBOARDING_TAG, OWNER_TAG } from '../../functions/domain/tag-names.ts';
import { DECRYPT, READ_CREDENTIALS, writeLog } from './common.ts';
import type { Privilege } from './privilege.ts';
import { CREDENTIALS_SECRETS, KEY_SECRETS, SCHEDULES, TAGGED_OURS, taggingOurs } from './resources.ts';

export const offboardUser: readonly Privilege[] = [
  READ_CREDENTIALS,
  {
    actions: ['secretsmanager:DescribeSecret'],
    on: [CREDENTIALS_SECRETS, KEY_SECRETS],
    why: 'looks what there is to remove; without a condition on tags, under which "not found" would be "refused"',
  },
  {
    actions: [
      'secretsmanager:CancelRotateSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:ListSecretVersionIds',
    ],
    on: [KEY_SECRETS],
    when: TAGGED_OURS,
    why: 'stops the rotation, and finds out which keys are managed: those it may delete',
  },
  {
    actions: ['secretsmanager:TagResource'],
    on: [KEY_SECRETS],
    when: taggingOurs(HOLD_TAG, KEYS_DELETED_TAG, OFFBOARDING_TAG, OWNER_TAG),
    why: 'marks the user as being offboarded, holds where emnify refuses the credentials, says whose token it saw, and that emnify has none of the keys any more',
  },
  {
    actions: ['secretsmanager:UntagResource'],
    on: [KEY_SECRETS],
    when: taggingOurs(KEYS_DELETED_TAG),
    why: 'takes that record off where there are keys again',
  },
  {
    actions: ['secretsmanager:DeleteSecret'],
    on: [CREDENTIALS_SECRETS, KEY_SECRETS],
    when: { ...TAGGED_OURS, NumericEquals: { 'secretsmanager:RecoveryWindowInDays': ['30'] } },
    why: "removes the user's secrets; for 30 days they can be restored, and nothing shorter is allowed",
  },
  {
    actions: ['scheduler:DeleteSchedule'],
    on: [SCHEDULES],
    why: "removes the user's daily run and planned retirements",
  },
  DECRYPT,
  writeLog('offboard-user'),
];
