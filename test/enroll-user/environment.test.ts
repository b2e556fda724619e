import { describe, expect, it } from 'vitest';
import { InvalidEnvironment } from '../../functions/domain/errors.ts';
import { type EnvironmentVariables, RotationPeriod, readSettings } from '../../functions/enroll-user/environment.ts';

const all: EnvironmentVariables = {
  SECRET_PREFIX: 'mfa-prod',
  EMNIFY_API_URL: 'https://cdn.emnify.net/',
  ROTATION_PERIOD: 'P30D',
  ENCRYPTION_KEY_ARN: 'arn:aws:kms:eu-central-1:111122223333:key/0b1c2d3e-0000-4000-8000-000000000000',
  ROTATE_KEY_ARN: 'arn:aws:lambda:eu-central-1:111122223333:function:emnify-mfa-rotate-key',
  RECONCILE_USER_ARN: 'arn:aws:lambda:eu-central-1:111122223333:function:emnify-mfa-reconcile-user',
  SCHEDULE_GROUP: 'emnify-mfa',
  SCHEDULER_ROLE_ARN: 'arn:aws:iam::111122223333:role/emnify-mfa-scheduler',
  DEAD_LETTER_QUEUE_ARN: 'arn:aws:sqs:eu-central-1:111122223333:emnify-mfa-dead-letters',
};

describe('the environment of enroll-user', () => {
  it('says where everything is', () => {
    expect(readSettings(all)).toEqual({
      secretPrefix: 'mfa-prod',
      apiUrl: 'https://cdn.emnify.net',
      rotationPeriodDays: 30,
      encryptionKeyArn: all.ENCRYPTION_KEY_ARN,
      rotateKeyArn: all.ROTATE_KEY_ARN,
      schedules: {
        groupName: 'emnify-mfa',
        roleArn: all.SCHEDULER_ROLE_ARN,
        targetArn: all.RECONCILE_USER_ARN,
        deadLetterArn: all.DEAD_LETTER_QUEUE_ARN,
      },
    });
  });

  it('has defaults for what is policy', () => {
    const { SECRET_PREFIX: _, ROTATION_PERIOD: __, ...needed } = all;
    expect(readSettings(needed)).toMatchObject({ secretPrefix: 'emnify-mfa', rotationPeriodDays: 60 });
  });

  for (const [name, value] of [
    ['ROTATION_PERIOD', '60 days'],
    ['ROTATION_PERIOD', 'P6D'],
    ['ROTATION_PERIOD', 'P91D'],
    ['ROTATION_PERIOD', 'P60DT12H'],
    ['ENCRYPTION_KEY_ARN', 'alias/emnify-mfa'],
    ['ROTATE_KEY_ARN', 'rotate-key'],
    ['RECONCILE_USER_ARN', ''],
    ['SCHEDULE_GROUP', 'a group'],
    ['SCHEDULER_ROLE_ARN', 'scheduler'],
    ['DEAD_LETTER_QUEUE_ARN', 'https://sqs.eu-central-1.amazonaws.com/111122223333/letters'],
  ] as const) {
    it(`refuses ${name}=${value}, and says what was expected`, () => {
      const read = () => readSettings({ ...all, [name]: value });
      expect(read).toThrow(InvalidEnvironment);
      expect(read).toThrow(new RegExp(`${name}: expected`));
    });
  }

  it('takes a period of 24-hour days too, as ISO 8601 writes it', () => {
    expect(RotationPeriod.parse('PT1440H')).toBe('PT1440H');
    expect(readSettings({ ...all, ROTATION_PERIOD: 'PT1440H' }).rotationPeriodDays).toBe(60);
  });
});
