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

const Environment = z.object({
  SECRET_PREFIX: SecretPrefix,
  EMNIFY_API_URL: ApiUrl,
  ROTATION_STRATEGY: RotationStrategy,
  KEY_GRACE_PERIOD: GracePeriod,
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
