import * as z from 'zod/mini';
import { ApiUrl, baseUrl, parseVariables, ScheduleGroup, SecretPrefix } from '../shared/settings.ts';

const Environment = z.object({
  SECRET_PREFIX: SecretPrefix,
  EMNIFY_API_URL: ApiUrl,
  SCHEDULE_GROUP: ScheduleGroup,
});

/** The variables of `offboard-user`, as its deployment sets them. */
export type EnvironmentVariables = { readonly [Name in keyof z.output<typeof Environment>]: string };

export interface Settings {
  readonly secretPrefix: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly scheduleGroup: string;
}

/** @throws InvalidEnvironment which names every variable at fault and what was expected, never what it holds */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const settings = parseVariables(Environment, variables);
  return {
    secretPrefix: settings.SECRET_PREFIX,
    apiUrl: baseUrl(settings.EMNIFY_API_URL),
    scheduleGroup: settings.SCHEDULE_GROUP,
  };
}
