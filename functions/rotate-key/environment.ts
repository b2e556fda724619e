import * as z from 'zod/mini';
import { durationMs } from '../shared/duration.ts';
import {
  ApiUrl,
  baseUrl,
  DeadLetterQueueArn,
  functionArn,
  GracePeriod,
  parseVariables,
  ScheduleGroup,
  SchedulerRoleArn,
  SecretPrefix,
} from '../shared/settings.ts';

/** What a rotation does where the account allows one key: fail, or accept a declared gap. */
export const RotationStrategy = z._default(z.enum(['overlap', 'replace'], 'expected overlap or replace'), 'overlap');

const Environment = z.object({
  SECRET_PREFIX: SecretPrefix,
  EMNIFY_API_URL: ApiUrl,
  ROTATION_STRATEGY: RotationStrategy,
  KEY_GRACE_PERIOD: GracePeriod,
  SCHEDULE_GROUP: ScheduleGroup,
  SCHEDULER_ROLE_ARN: SchedulerRoleArn,
  RECONCILE_USER_ARN: functionArn('reconcile-user'),
  DEAD_LETTER_QUEUE_ARN: DeadLetterQueueArn,
});

/** The variables of `rotate-key`, as its deployment sets them. */
export type EnvironmentVariables = { readonly [Name in keyof z.output<typeof Environment>]: string };

export interface Settings {
  readonly secretPrefix: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly rotationStrategy: 'overlap' | 'replace';
  /** Milliseconds. */
  readonly gracePeriod: number;
  /** Where retirements are scheduled, as whom they run, what they call, and where they go that could not be started. */
  readonly schedules: {
    readonly groupName: string;
    readonly roleArn: string;
    readonly targetArn: string;
    readonly deadLetterArn: string;
  };
}

/**
 * The settings that the variables state. EMNIFY_API_URL has no default: credentials go nowhere that nobody named.
 * @throws InvalidEnvironment which names every variable at fault and what was expected, never what it holds
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const settings = parseVariables(Environment, variables);
  return {
    secretPrefix: settings.SECRET_PREFIX,
    apiUrl: baseUrl(settings.EMNIFY_API_URL),
    rotationStrategy: settings.ROTATION_STRATEGY,
    gracePeriod: durationMs(settings.KEY_GRACE_PERIOD),
    schedules: {
      groupName: settings.SCHEDULE_GROUP,
      roleArn: settings.SCHEDULER_ROLE_ARN,
      targetArn: settings.RECONCILE_USER_ARN,
      deadLetterArn: settings.DEAD_LETTER_QUEUE_ARN,
    },
  };
}
