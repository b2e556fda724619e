import { expect, test } from 'vitest';
import { InvalidEnvironment } from '../../functions/domain/errors.ts';
import { readSettings } from '../../functions/rotate-key/environment.ts';

const url = 'https://cdn.emnify.net';
const deployed = {
  SCHEDULE_GROUP: 'emnify-mfa',
  SCHEDULER_ROLE_ARN: 'arn:aws:iam::111122223333:role/path/scheduler',
  RECONCILE_USER_ARN: 'arn:aws:lambda:eu-central-1:111122223333:function:emnify-mfa-reconcile-user',
  DEAD_LETTER_QUEUE_ARN: 'arn:aws-cn:sqs:cn-north-1:111122223333:emnify-mfa-dead-letters',
};
const schedules = {
  groupName: deployed.SCHEDULE_GROUP,
  roleArn: deployed.SCHEDULER_ROLE_ARN,
  targetArn: deployed.RECONCILE_USER_ARN,
  deadLetterArn: deployed.DEAD_LETTER_QUEUE_ARN,
};

test('all variables are read, others are not looked at', () => {
  expect(
    readSettings({
      SECRET_PREFIX: 'acme-mfa',
      EMNIFY_API_URL: 'https://simforthings.bics.com/',
      ROTATION_STRATEGY: 'replace',
      KEY_GRACE_PERIOD: 'P1DT12H',
      ...deployed,
      PATH: '/bin',
    }),
  ).toEqual({
    secretPrefix: 'acme-mfa',
    apiUrl: 'https://simforthings.bics.com',
    rotationStrategy: 'replace',
    gracePeriod: 36 * 3_600_000,
    schedules,
  });
});

test('only the URL of the API and what the deployment made must be set', () => {
  expect(readSettings({ ...deployed, EMNIFY_API_URL: url })).toEqual({
    secretPrefix: 'emnify-mfa',
    apiUrl: url,
    rotationStrategy: 'overlap',
    gracePeriod: 24 * 3_600_000,
    schedules,
  });
});

test.each(['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080'])(
  'plain http is accepted on the machine itself: %s',
  (loopback) => {
    expect(readSettings({ ...deployed, EMNIFY_API_URL: loopback }).apiUrl).toBe(loopback);
  },
);

test.each([
  ['EMNIFY_API_URL', undefined],
  ['EMNIFY_API_URL', ''],
  ['EMNIFY_API_URL', 'http://cdn.emnify.net'],
  ['EMNIFY_API_URL', 'http://127.0.0.1.example.com'],
  ['EMNIFY_API_URL', 'https://someone:password@cdn.emnify.net'],
  ['EMNIFY_API_URL', 'https://cdn.emnify.net?page=1'],
  ['EMNIFY_API_URL', 'ftp://cdn.emnify.net'],
  ['SECRET_PREFIX', ''],
  ['SECRET_PREFIX', '/emnify-mfa'],
  ['SECRET_PREFIX', 'emnify-mfa/'],
  ['SECRET_PREFIX', '*'],
  ['SECRET_PREFIX', 'a'.repeat(41)],
  ['ROTATION_STRATEGY', ''],
  ['ROTATION_STRATEGY', 'Overlap'],
  ['KEY_GRACE_PERIOD', ''],
  ['KEY_GRACE_PERIOD', 'PT0M'],
  ['KEY_GRACE_PERIOD', '24'],
  ['KEY_GRACE_PERIOD', '-PT24H'],
  ['SCHEDULE_GROUP', undefined],
  ['SCHEDULE_GROUP', 'a/b'],
  ['SCHEDULER_ROLE_ARN', undefined],
  ['SCHEDULER_ROLE_ARN', 'scheduler'],
  ['RECONCILE_USER_ARN', undefined],
  ['RECONCILE_USER_ARN', 'reconcile-user'],
  ['DEAD_LETTER_QUEUE_ARN', undefined],
  ['DEAD_LETTER_QUEUE_ARN', 'https://sqs.eu-central-1.amazonaws.com/111122223333/dead-letters'],
])('%s=%s is refused by its name, saying what was expected', (name, value) => {
  const reading = () => readSettings({ ...deployed, EMNIFY_API_URL: url, [name]: value });
  expect(reading).toThrow(InvalidEnvironment);
  expect(reading).toThrow(new RegExp(`^${name}: expected `));
});

test('every variable at fault is named, and none of the values', () => {
  const reading = () =>
    readSettings({ ...deployed, EMNIFY_API_URL: 'https://u:hunter2@host', KEY_GRACE_PERIOD: 'soon' });
  expect(reading).toThrow(/EMNIFY_API_URL: expected .*; KEY_GRACE_PERIOD: expected .*; correct the environment/);
  expect(reading).not.toThrow(/hunter2|soon/);
});
