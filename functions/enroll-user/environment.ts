import * as z from 'zod/mini';
import { durationMs } from '../shared/duration.ts';
import {
  ApiUrl,
  baseUrl,
  DeadLetterQueueArn,
  functionArn,
  parseVariables,
  ScheduleGroup,
  SchedulerRoleArn,
  SecretPrefix,
} from '../shared/settings.ts';

const DAY = 24 * 3_600_000;

const keyForm = 'expected the ARN of the KMS key that encrypts the secrets';
const periodForm = 'expected an ISO 8601 duration of whole days from P7D to P90D';

/**
 * How often keys are rotated where the enrolment names no schedule of its own. Security Hub's SecretsManager.4 fails a secret
 * that was not rotated for 90 days.
 */
export const RotationPeriod = z._default(
  z.string(periodForm).check(z.refine((text) => isWholeDays(durationMs(text), 7, 90), periodForm)),
  'P60D',
);

const Environment = z.object({
  SECRET_PREFIX: SecretPrefix,
  EMNIFY_API_URL: ApiUrl,
  ROTATION_PERIOD: RotationPeriod,
  ENCRYPTION_KEY_ARN: z.string(keyForm).check(z.regex(/^arn:[^:]+:kms:[^:]+:\d{12}:key\/[A-Za-z0-9-]+$/, keyForm)),
  ROTATE_KEY_ARN: functionArn('rotate-key'),
  RECONCILE_USER_ARN: functionArn('reconcile-user'),
  SCHEDULE_GROUP: ScheduleGroup,
  SCHEDULER_ROLE_ARN: SchedulerRoleArn,
  DEAD_LETTER_QUEUE_ARN: DeadLetterQueueArn,
});

/** The variables of `enroll-user`, as its deployment sets them. */
export type EnvironmentVariables = { readonly [Name in keyof z.output<typeof Environment>]: string };

export interface Settings {
  readonly secretPrefix: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly rotationPeriodDays: number;
  readonly encryptionKeyArn: string;
  readonly rotateKeyArn: string;
  /** Where the daily run is scheduled, as whom it runs, what it calls, and where it goes that could not be started. */
  readonly schedules: {
    readonly groupName: string;
    readonly roleArn: string;
    readonly targetArn: string;
    readonly deadLetterArn: string;
  };
}

/** @throws InvalidEnvironment which names every variable at fault and what was expected, never what it holds */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const settings = parseVariables(Environment, variables);
  return {
    secretPrefix: settings.SECRET_PREFIX,
    apiUrl: baseUrl(settings.EMNIFY_API_URL),
    rotationPeriodDays: durationMs(settings.ROTATION_PERIOD) / DAY,
    encryptionKeyArn: settings.ENCRYPTION_KEY_ARN,
    rotateKeyArn: settings.ROTATE_KEY_ARN,
    schedules: {
      groupName: settings.SCHEDULE_GROUP,
      roleArn: settings.SCHEDULER_ROLE_ARN,
      targetArn: settings.RECONCILE_USER_ARN,
      deadLetterArn: settings.DEAD_LETTER_QUEUE_ARN,
    },
  };
}

function isWholeDays(ms: number, least: number, most: number): boolean {
  const days = ms / DAY;
  return Number.isInteger(days) && days >= least && days <= most;
}
