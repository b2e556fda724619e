import * as z from 'zod/mini';
import { durationMs } from '../shared/duration.ts';
import {
  ApiUrl,
  baseUrl,
  duration,
  functionArn,
  GracePeriod,
  parseVariables,
  SecretPrefix,
} from '../shared/settings.ts';

/** How long a device may skip the second factor. */
export const DeviceMaxAge = duration('P30D');

/** Whether devices that were trusted before the current key was activated are stale. */
export const RevokeDevices = z._default(z.enum(['true', 'false'], 'expected true or false'), 'true');

const Environment = z.object({
  SECRET_PREFIX: SecretPrefix,
  EMNIFY_API_URL: ApiUrl,
  KEY_GRACE_PERIOD: GracePeriod,
  TRUSTED_DEVICE_MAX_AGE: DeviceMaxAge,
  REVOKE_DEVICES_ON_ROTATION: RevokeDevices,
  ROTATE_KEY_ARN: functionArn('rotate-key'),
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
  const settings = parseVariables(Environment, variables);
  return {
    secretPrefix: settings.SECRET_PREFIX,
    apiUrl: baseUrl(settings.EMNIFY_API_URL),
    gracePeriod: durationMs(settings.KEY_GRACE_PERIOD),
    deviceMaxAge: durationMs(settings.TRUSTED_DEVICE_MAX_AGE),
    revokeDevicesOnRotation: settings.REVOKE_DEVICES_ON_ROTATION === 'true',
    rotateKeyArn: settings.ROTATE_KEY_ARN,
  };
}
