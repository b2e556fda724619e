import * as z from 'zod/mini';
import { InvalidEnvironment } from '../domain/errors.ts';
import { describeIssues } from '../domain/secret-values.ts';
import { ApiUrl, GracePeriod, SecretPrefix } from '../rotate-key/environment.ts';
import { DURATION_FORM, durationMs } from '../shared/duration.ts';

const ageForm = `expected ${DURATION_FORM}, longer than zero`;

/** How long a device may skip the second factor. */
export const DeviceMaxAge = z._default(
  z.string(ageForm).check(z.refine((text) => durationMs(text) > 0, ageForm)),
  'P30D',
);

/** Whether devices that were trusted before the current key was activated are stale. */
export const RevokeDevices = z._default(z.enum(['true', 'false'], 'expected true or false'), 'true');

const arnForm = 'expected the ARN of the function rotate-key';

const Environment = z.object({
  SECRET_PREFIX: SecretPrefix,
  EMNIFY_API_URL: ApiUrl,
  KEY_GRACE_PERIOD: GracePeriod,
  TRUSTED_DEVICE_MAX_AGE: DeviceMaxAge,
  REVOKE_DEVICES_ON_ROTATION: RevokeDevices,
  ROTATE_KEY_ARN: z.string(arnForm).check(z.regex(/^arn:[^:]+:lambda:[^:]+:\d{12}:function:[A-Za-z0-9-_]+$/, arnForm)),
});

/** The variables of `reconcile-user`, as its deployment sets them. */
export type EnvironmentVariables = { readonly [Name in keyof z.output<typeof Environment>]: string };

export interface Settings {
  readonly secretPrefix: string;
  readonly apiUrl: string;
  /** Milliseconds. */
  readonly gracePeriod: number;
  readonly deviceMaxAge: number;
  readonly revokeDevicesOnRotation: boolean;
  readonly rotateKeyArn: string;
}

/** @throws InvalidEnvironment which names every variable at fault and what was expected, never what it holds */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const result = Environment.safeParse(variables);
  if (!result.success) {
    throw new InvalidEnvironment(`${describeIssues(result.error)}; correct the environment variables of the function`);
  }
  return {
    secretPrefix: result.data.SECRET_PREFIX,
    apiUrl: result.data.EMNIFY_API_URL.replace(/\/$/, ''),
    gracePeriod: durationMs(result.data.KEY_GRACE_PERIOD),
    deviceMaxAge: durationMs(result.data.TRUSTED_DEVICE_MAX_AGE),
    revokeDevicesOnRotation: result.data.REVOKE_DEVICES_ON_ROTATION === 'true',
    rotateKeyArn: result.data.ROTATE_KEY_ARN,
  };
}
