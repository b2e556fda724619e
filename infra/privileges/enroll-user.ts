import { HOLD_TAG, OFFBOARDING_TAG, OWNER_TAG } from '../../functions/domain/tag-names.ts';
import { READ_CREDENTIALS, writeLog, writeSchedules } from './common.ts';
import type { Privilege } from './privilege.ts';
import {
  bySecretsManager,
  CREATION_TAGS,
  CREDENTIALS_SECRETS,
  ENCRYPTION_KEY,
  functionNamed,
  KEY_SECRETS,
  TAGGED_OURS,
  taggingOurs,
} from './resources.ts';

/** Beside the ARN: what Secrets Manager says in its place when it tries the key that a new secret names. */
const TRIAL = 'RequestToValidateKeyAccess';

export const enrollUser: readonly Privilege[] = [
  READ_CREDENTIALS,
  {
    actions: ['secretsmanager:DescribeSecret'],
    on: [CREDENTIALS_SECRETS, KEY_SECRETS],
    why: 'looks whether the user is enrolled; without a condition on tags, under which "not found" would be "refused"',
  },
  {
    actions: ['secretsmanager:GetSecretValue', 'secretsmanager:ListSecretVersionIds'],
    on: [KEY_SECRETS],
    when: TAGGED_OURS,
    why: 'goes on with an enrolment that has stopped half-way: whether there is a key, and which it takes over',
  },
  {
    actions: ['secretsmanager:TagResource'],
    on: [KEY_SECRETS],
    when: taggingOurs(HOLD_TAG, OFFBOARDING_TAG, OWNER_TAG),
    why: 'holds the user where emnify refuses the credentials, takes the mark of an offboarding off, and says whose token it saw',
  },
  {
    actions: ['secretsmanager:TagResource'],
    on: [CREDENTIALS_SECRETS],
    when: taggingOurs(HOLD_TAG),
    why: 'the same before there is a key secret: a refused token is not sent again',
  },
  {
    actions: ['secretsmanager:CreateSecret'],
    on: [KEY_SECRETS],
    when: {
      ...CREATION_TAGS,
      StringEquals: { ...CREATION_TAGS['StringEquals'], 'secretsmanager:KmsKeyArn': [ENCRYPTION_KEY] },
    },
    why: "creates the key secret, as the product's and under its KMS key",
  },
  {
    actions: ['secretsmanager:TagResource'],
    on: [KEY_SECRETS],
    when: CREATION_TAGS,
    why: 'CreateSecret asks for it where the secret has tags',
  },
  {
    actions: ['secretsmanager:RotateSecret'],
    on: [KEY_SECRETS],
    when: {
      StringEquals: {
        ...TAGGED_OURS['StringEquals'],
        'secretsmanager:RotationLambdaARN': [functionNamed('rotate-key')],
      },
    },
    why: 'sets the schedule, and hands the secret to rotate-key and to no other function',
  },
  {
    actions: ['lambda:InvokeFunction'],
    on: [functionNamed('rotate-key')],
    why: 'RotateSecret asks for it',
  },
  ...writeSchedules("plans the user's daily run"),
  {
    actions: ['kms:Decrypt'],
    on: [ENCRYPTION_KEY],
    when: bySecretsManager(CREDENTIALS_SECRETS, KEY_SECRETS, TRIAL),
    why: 'Secrets Manager decrypts a value as whoever reads it, and tries the key of a new secret',
  },
  {
    actions: ['kms:GenerateDataKey'],
    on: [ENCRYPTION_KEY],
    when: bySecretsManager(KEY_SECRETS, TRIAL),
    why: 'Secrets Manager encrypts the first value as whoever creates the secret',
  },
  writeLog('enroll-user'),
];
