import { DECRYPT, READ_CREDENTIALS, writeLog, writeSchedules } from './common.ts';
import type { Privilege } from './privilege.ts';
import { bySecretsManager, ENCRYPTION_KEY, KEY_SECRETS, MEMORY_TAGS_ONLY, ROTATED_BY_US } from './resources.ts';

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
    when: bySecretsManager(KEY_SECRETS),
    why: 'Secrets Manager encrypts a value as whoever writes it',
  },
  ...writeSchedules('plans the run that retires the superseded key when its grace period has ended'),
  writeLog('rotate-key'),
];
