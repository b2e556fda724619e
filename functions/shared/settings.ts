import * as z from 'zod/mini';
import { InvalidEnvironment } from '../domain/errors.ts';
import { describeIssues } from '../domain/secret-values.ts';
import { DURATION_FORM, durationMs } from './duration.ts';

const prefixForm = 'expected letters, digits and hyphens, beginning with a letter, at most 40';

/**
 * What the names of all secrets begin with: `<prefix>/<user>/key`. One part, so that no deployment's names lie below another's, where
 * the `*` in its roles would reach them.
 */
export const SecretPrefix = z._default(
  z.string(prefixForm).check(z.regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/, prefixForm)),
  'emnify-mfa',
);

const urlForm =
  'expected the https URL of an emnify API such as https://cdn.emnify.net, without user, query or fragment';

/** Base URL of the emnify API. Plain http only where it does not leave the machine. */
export const ApiUrl = z.string(urlForm).check(z.refine(isApiUrl, urlForm));

/** A duration longer than zero, as ISO 8601. */
export function duration(byDefault: string) {
  const form = `expected ${DURATION_FORM}, longer than zero`;
  return z._default(z.string(form).check(z.refine((text) => durationMs(text) > 0, form)), byDefault);
}

/** How long a superseded key lives on. */
export const GracePeriod = duration('PT24H');

/** @param name the function's own name, for the message */
export function functionArn(name: string) {
  const form = `expected the ARN of the function ${name}`;
  return z.string(form).check(z.regex(/^arn:[^:]+:lambda:[^:]+:\d{12}:function:[A-Za-z0-9-_]+$/, form));
}

const groupForm = 'expected the name of a schedule group: letters, digits, -, _ and ., at most 64';

/** Where all schedules of the product live. */
export const ScheduleGroup = z.string(groupForm).check(z.regex(/^[0-9a-zA-Z-_.]{1,64}$/, groupForm));

const roleForm = 'expected the ARN of the IAM role that EventBridge Scheduler assumes';

export const SchedulerRoleArn = z.string(roleForm).check(z.regex(/^arn:[^:]+:iam::\d{12}:role\/\S+$/, roleForm));

const queueForm = 'expected the ARN of the SQS queue for runs that could not be started';

export const DeadLetterQueueArn = z
  .string(queueForm)
  .check(z.regex(/^arn:[^:]+:sqs:[^:]+:\d{12}:[A-Za-z0-9-_]+$/, queueForm));

/** Without a slash at its end. */
export function baseUrl(apiUrl: string): string {
  return apiUrl.replace(/\/$/, '');
}

/** @throws InvalidEnvironment which names every variable at fault and what was expected, never what it holds */
export function parseVariables<T extends z.ZodMiniType>(
  schema: T,
  variables: Readonly<Record<string, string | undefined>>,
): z.output<T> {
  const result = schema.safeParse(variables);
  if (result.success) return result.data;
  throw new InvalidEnvironment(`${describeIssues(result.error)}; correct the environment variables of the function`);
}

function isApiUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || /[?#]/.test(text)) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
