import * as z from 'zod/mini';
import { parseVariables, SecretPrefix } from '../shared/settings.ts';

const Environment = z.object({ SECRET_PREFIX: SecretPrefix });

/** The variables of `issue-code`, as its deployment sets them. */
export type EnvironmentVariables = { readonly [Name in keyof z.output<typeof Environment>]: string };

/** @throws InvalidEnvironment which says what was expected, never what the variable holds */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): {
  readonly secretPrefix: string;
} {
  return { secretPrefix: parseVariables(Environment, variables).SECRET_PREFIX };
}
