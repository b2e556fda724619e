import * as z from 'zod/mini';
import { durationMs } from '../shared/duration.ts';
import { GracePeriod, parseVariables, SecretPrefix } from '../shared/settings.ts';

const Environment = z.object({
  SECRET_PREFIX: SecretPrefix,
  /** As `rotate-key` has it: each rotated user is reconciled once more when the period ends, and that run authenticates too. */
  KEY_GRACE_PERIOD: GracePeriod,
});

/** The variables of `rotate-fleet`, as its deployment sets them. */
export type EnvironmentVariables = { readonly [Name in keyof z.output<typeof Environment>]: string };

export interface Settings {
  readonly secretPrefix: string;
  /** Milliseconds. */
  readonly gracePeriod: number;
}

/** @throws InvalidEnvironment which names every variable at fault and what was expected, never what it holds */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const settings = parseVariables(Environment, variables);
  return { secretPrefix: settings.SECRET_PREFIX, gracePeriod: durationMs(settings.KEY_GRACE_PERIOD) };
}
