import type { Privilege } from './privilege.ts';
import {
  bySecretsManager,
  CREDENTIALS_SECRETS,
  ENCRYPTION_KEY,
  KEY_SECRETS,
  logOf,
  SCHEDULER_ROLE,
  SCHEDULES,
} from './resources.ts';

export const READ_CREDENTIALS: Privilege = {
  actions: ['secretsmanager:GetSecretValue'],
  on: [CREDENTIALS_SECRETS],
  when: { StringEquals: { 'secretsmanager:VersionStage': ['AWSCURRENT'] } },
  why: 'signs in to emnify as the user, with the credentials in force and not those before them',
};

export const DECRYPT: Privilege = {
  actions: ['kms:Decrypt'],
  on: [ENCRYPTION_KEY],
  when: bySecretsManager(CREDENTIALS_SECRETS, KEY_SECRETS),
  why: 'Secrets Manager decrypts a value as whoever reads it',
};

/** @param name of the function, whose log it is */
export function writeLog(name: string): Privilege {
  return {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    on: [`${logOf(name)}:*`],
    why: 'its own log, where every change it makes is told',
    usedBy: 'the Lambda service, which writes the log as the function',
  };
}

/** @param why schedules are needed */
export function writeSchedules(why: string): readonly Privilege[] {
  return [
    {
      actions: ['scheduler:CreateSchedule', 'scheduler:GetSchedule', 'scheduler:UpdateSchedule'],
      on: [SCHEDULES],
      why,
    },
    {
      actions: ['iam:PassRole'],
      on: [SCHEDULER_ROLE],
      when: { StringEquals: { 'iam:PassedToService': ['scheduler.amazonaws.com'] } },
      why: 'names the role as which that schedule runs',
    },
  ];
}
