import { DECRYPT, READ_CREDENTIALS, writeLog } from './common.ts';
import type { Privilege } from './privilege.ts';
import {
  BY_SECRETS_MANAGER,
  ENCRYPTION_KEY,
  KEY_SECRETS,
  MEMORY_TAGS_ONLY,
  ROTATED_BY_US,
  SCHEDULER_ROLE,
  SCHEDULES,
} from './resources.ts';

export const rotateKey: readonly Privilege[] = [
  READ_CREDENTIALS,
  {
    actions: [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ],
    on: [KEY_SECRETS],
    when: ROTATED_BY_US,
    why: 'stores the new key and moves AWSCURRENT to it: what AWS asks of a rotation function',
  },
  {
    actions: ['secretsmanager:TagResource'],
    on: [KEY_SECRETS],
    when: { ...ROTATED_BY_US, ...MEMORY_TAGS_ONLY },
    why: 'attempts, holds, proofs and deadlines, which the next step or retry must know',
  },
  DECRYPT,
  {
    actions: ['kms:GenerateDataKey'],
    on: [ENCRYPTION_KEY],
    when: BY_SECRETS_MANAGER,
    why: 'Secrets Manager encrypts a value as whoever writes it',
  },
  {
    actions: ['scheduler:CreateSchedule', 'scheduler:GetSchedule', 'scheduler:UpdateSchedule'],
    on: [SCHEDULES],
    why: 'plans the run that retires the superseded key when its grace period has ended',
  },
  {
    actions: ['iam:PassRole'],
    on: [SCHEDULER_ROLE],
    when: { StringEquals: { 'iam:PassedToService': ['scheduler.amazonaws.com'] } },
    why: 'names the role as which that schedule runs',
  },
  writeLog('rotate-key'),
];
