import { writeLog } from './common.ts';
import type { Privilege } from './privilege.ts';
import { bySecretsManager, ENCRYPTION_KEY, KEY_SECRETS, ROTATED_BY_US } from './resources.ts';

export const issueCode: readonly Privilege[] = [
  {
    actions: ['secretsmanager:GetSecretValue'],
    on: [KEY_SECRETS],
    when: {
      StringEquals: { ...ROTATED_BY_US['StringEquals'], 'secretsmanager:VersionStage': ['AWSCURRENT'] },
    },
    why: 'makes a code of the current key; no earlier or pending key, and no credentials',
  },
  {
    actions: ['kms:Decrypt'],
    on: [ENCRYPTION_KEY],
    when: bySecretsManager(KEY_SECRETS),
    why: 'Secrets Manager decrypts a value as whoever reads it',
  },
  writeLog('issue-code'),
];
