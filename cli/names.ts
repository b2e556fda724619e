import { SecretPrefix } from '../functions/shared/settings.ts';
import { wrongUsage } from './failures.ts';

/** What a deployment calls its parts, all from its prefix. */
export interface Names {
  readonly prefix: string;
  readonly auditLogGroup: string;
  readonly keyAlias: string;
  readonly alarmTopic: string;
  functionName(folder: string): string;
  /** The log group that a function writes to. */
  functionLog(folder: string): string;
}

/** @throws Failure where it is no prefix */
export function namesOf(prefix: string): Names {
  const result = SecretPrefix.safeParse(prefix);
  if (!result.success) throw wrongUsage(`--prefix: ${result.error.issues[0]?.message}; got ${JSON.stringify(prefix)}.`);
  const functionName = (folder: string) => `${prefix}-${folder}`;
  return {
    prefix,
    auditLogGroup: `/${prefix}/audit`,
    keyAlias: `alias/${prefix}`,
    alarmTopic: `${prefix}-alarms`,
    functionName,
    functionLog: (folder) => `/aws/lambda/${functionName(folder)}`,
  };
}
