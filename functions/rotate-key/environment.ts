import * as z from 'zod/mini';
import { InvalidEnvironment } from '../domain/errors.ts';
import { describeIssues } from '../domain/secret-values.ts';
import { DURATION_FORM, durationMs } from '../shared/duration.ts';

const prefixForm = 'expected letters, digits and hyphens, beginning with a letter, parts separated by /, at most 40';

/** What the names of all secrets begin with: `<prefix>/<user>/key`. */
export const SecretPrefix = z._default(
  z.string(prefixForm).check(z.regex(/^(?=.{1,40}$)[A-Za-z][A-Za-z0-9-]*(?:\/[A-Za-z0-9-]+)*$/, prefixForm)),
  'emnify-mfa',
);

const urlForm =
  'expected the https URL of an emnify API such as https://cdn.emnify.net, without user, query or fragment';

/** Base URL of the emnify API. Plain http only where it does not leave the machine. */
export const ApiUrl = z.string(urlForm).check(z.refine(isApiUrl, urlForm));

/** What a rotation does where the account allows one key: fail, or accept a declared gap. */
export const RotationStrategy = z._default(z.enum(['overlap', 'replace'], 'expected overlap or replace'), 'overlap');

const graceForm = `expected ${DURATION_FORM}, longer than zero`;

/** How long a superseded key lives on. */
export const GracePeriod = z._default(
  z.string(graceForm).check(z.refine((text) => durationMs(text) > 0, graceForm)),
  'PT24H',
);

const groupForm = 'expected the name of a schedule group: letters, digits, -, _ and ., at most 64';
const roleForm = 'expected the ARN of the IAM role that EventBridge Scheduler assumes';
const reconcileForm = 'expected the ARN of the function reconcile-user';
const queueForm = 'expected the ARN of the SQS queue for runs that could not be started';

const Environment = z.object({
  SECRET_PREFIX: SecretPrefix,
  EMNIFY_API_URL: ApiUrl,
  ROTATION_STRATEGY: RotationStrategy,
  KEY_GRACE_PERIOD: GracePeriod,
  SCHEDULE_GROUP: z.string(groupForm).check(z.regex(/^[0-9a-zA-Z-_.]{1,64}$/, groupForm)),
  SCHEDULER_ROLE_ARN: z.string(roleForm).check(z.regex(/^arn:[^:]+:iam::\d{12}:role\/\S+$/, roleForm)),
  RECONCILE_USER_ARN: z
    .string(reconcileForm)
    .check(z.regex(/^arn:[^:]+:lambda:[^:]+:\d{12}:function:[A-Za-z0-9-_]+$/, reconcileForm)),
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
  const result = Environment.safeParse(variables);
  if (!result.success) {
    throw new InvalidEnvironment(`${describeIssues(result.error)}; correct the environment variables of the function`);
  }
  return {
    secretPrefix: result.data.SECRET_PREFIX,
    apiUrl: result.data.EMNIFY_API_URL.replace(/\/$/, ''),
    rotationStrategy: result.data.ROTATION_STRATEGY,
    gracePeriod: durationMs(result.data.KEY_GRACE_PERIOD),
    schedules: {
      groupName: result.data.SCHEDULE_GROUP,
      roleArn: result.data.SCHEDULER_ROLE_ARN,
      targetArn: result.data.RECONCILE_USER_ARN,
      deadLetterArn: result.data.DEAD_LETTER_QUEUE_ARN,
    },
  };
}

function isApiUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || /[?#]/.test(text)) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
