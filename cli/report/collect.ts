import type { Deployment } from '../dependencies.ts';
import { explain, isRefusedByIam } from '../explain.ts';
import { auditLines, type Recorded } from './audit-line.ts';

/** The functions whose logs hold audit lines, by their folders. */
export const LOGGING_FUNCTIONS = [
  'rotate-key',
  'reconcile-user',
  'enroll-user',
  'offboard-user',
  'issue-code',
  'rotate-fleet',
] as const;

/** What one log group gave. Instants are epoch milliseconds. */
export interface Source {
  readonly group: string;
  /** `missing`: there is no such group. `refused`: it may not be read. */
  readonly state: 'read' | 'missing' | 'refused';
  /** Why it was not read. */
  readonly detail?: string;
  readonly lines: number;
  /** Lines that look like audit lines and are of a form that this command does not know. */
  readonly unknown: number;
  readonly oldest?: number;
}

/** The audit lines of every log group, the oldest first, and where they come from. */
export interface Collected {
  readonly lines: readonly Recorded[];
  readonly sources: readonly Source[];
}

/** Of every audit line and of few others: CloudWatch Logs sends no metrics and no lines of the platform. */
const TERM = 'outcome';

/** The log groups that hold audit lines. */
export function auditGroups({ functionLog, auditLogGroup }: Deployment['names']): readonly string[] {
  return [...LOGGING_FUNCTIONS.map(functionLog), auditLogGroup];
}

/**
 * Reads one group after the other, since the account's rate of such calls is low. A group that may not be read is a gap, and
 * said; whatever else fails ends the report.
 * @param from epoch milliseconds
 * @throws AwsError
 */
export async function collect({ logs, names }: Pick<Deployment, 'logs' | 'names'>, from: number): Promise<Collected> {
  const read: (readonly Recorded[])[] = [];
  const sources: Source[] = [];
  for (const group of auditGroups(names)) {
    try {
      const found = await logs.read(group, from, TERM);
      const { recorded, unknown } = auditLines(found ?? []);
      const [first] = recorded;
      read.push(recorded);
      sources.push({
        group,
        state: found === undefined ? 'missing' : 'read',
        lines: recorded.length,
        unknown,
        ...(first === undefined ? {} : { oldest: first.at }),
      });
    } catch (error) {
      if (!isRefusedByIam(error)) throw error;
      sources.push({ group, state: 'refused', detail: explain(error).message, lines: 0, unknown: 0 });
    }
  }
  return { lines: read.flat().toSorted((one, other) => one.at - other.at), sources };
}
