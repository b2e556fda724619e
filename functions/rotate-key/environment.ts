import * as z from 'zod/mini';
import { durationMs } from '../shared/duration.ts';
import { ApiUrl, baseUrl, functionArn, GracePeriod, parseVariables, SecretPrefix } from '../shared/settings.ts';

/** What a rotation does where the account allows one key: fail, or accept a declared gap. */
export const RotationStrategy = z._default(z.enum(['overlap', 'replace'], 'expected overlap or replace'), 'overlap');

const groupForm = 'expected the name of a schedule group: letters, digits, -, _ and ., at most 64';
const roleForm = 'expected the ARN of the IAM role that EventBridge Scheduler assumes';
const queueForm = 'expected the ARN of the SQS queue for runs that could not be started';

const Environment = z.object({
  SECRET_PREFIX: SecretPrefix,
  EMNIFY_API_URL: ApiUrl,
  ROTATION_STRATEGY: RotationStrategy,
  KEY_GRACE_PERIOD: GracePeriod,
  SCHEDULE_GROUP: z.string(groupForm).check(z.regex(/^[0-9a-zA-Z-_.]{1,64}$/, groupForm)),
  SCHEDULER_ROLE_ARN: z.string(roleForm).check(z.regex(/^arn:[^:]+:iam::\d{12}:role\/\S+$/, roleForm)),
  RECONCILE_USER_ARN: functionArn('reconcile-user'),
  DEAD_LETTER_QUEUE_ARN: z.string(queueForm).check(z.regex(/^arn:[^:]+:sqs:[^:]+:\d{12}:[A-Za-z0-9-_]+$/, queueForm)),
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
