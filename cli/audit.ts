import { randomUUID } from 'node:crypto';
import type { KeyId, UserSlug, VersionId } from '../functions/domain/identifiers.ts';
import type { Outcome } from '../functions/domain/journal.ts';
import { Redactor } from '../functions/shared/redaction.ts';
import type { Deployment } from './dependencies.ts';
import { explain } from './explain.ts';
import type { Conversation } from './session.ts';

/** What the command itself changes. A closed list, so that no line can be made out of data. */
export type AuditEvent =
  | 'credentials-written'
  | 'enrolment-requested'
  | 'offboarding-requested'
  | 'rotation-requested'
  | 'fleet-run-requested'
  | 'fleet-stop-requested'
  | 'reconcile-requested'
  | 'code-requested'
  | 'hold-set'
  | 'hold-released'
  | 'pending-dropped'
  | 'current-restored'
  | 'audit-checked';

interface AuditEntry {
  readonly event: AuditEvent;
  /** Absent only where it is about no one user. */
  readonly user?: UserSlug;
  /** The fleet run, where it is about one. */
  readonly run?: string;
  readonly version?: VersionId;
  readonly keyId?: KeyId;
  /** The operator's own words, or why the command did it. */
  readonly reason?: string;
}

/** Puts on record what the command changes, beside the functions' journals and in their form. */
export interface Audit {
  /**
   * Does one change and writes its line; Ctrl-C waits for both. The line of a change that failed says so.
   * @param after where things stand then
   */
  recorded<T>(entry: AuditEntry, after: string, change: () => Promise<T>): Promise<T>;
  /** Writes a line that says that somebody looked whether it can be written. @throws AwsError */
  check(): Promise<void>;
}

export function createAudit(
  { logs, names, clock, caller }: Pick<Deployment, 'logs' | 'names' | 'clock' | 'caller'>,
  { interrupts, warn }: Pick<Conversation, 'interrupts' | 'warn'>,
): Audit {
  /** Of this one run of the command: streams are cheap, and two operators never share one. */
  const stream = `emnify-mfa/${randomUUID()}`;
  const write = async (entry: AuditEntry, outcome: Outcome, failure?: string): Promise<void> => {
    try {
      const { arn } = await caller();
      const text = lineOf(entry, { outcome, failure, requestedBy: arn, at: clock.now() });
      await logs.put(names.auditLogGroup, stream, { at: clock.now(), text });
    } catch (error) {
      warn(`The audit line "${entry.event}" could not be written to ${names.auditLogGroup}: ${explain(error).message}`);
    }
  };
  return {
    async check() {
      const { arn } = await caller();
      const at = clock.now();
      const text = lineOf({ event: 'audit-checked' }, { outcome: 'ok', failure: undefined, requestedBy: arn, at });
      await logs.put(names.auditLogGroup, stream, { at, text });
    },
    recorded: (entry, after, change) =>
      interrupts.unbroken(after, async () => {
        try {
          const result = await change();
          await write(entry, 'ok');
          return result;
        } catch (error) {
          await write(entry, 'failed', explain(error).kind);
          throw error;
        }
      }),
  };
}

const redactor = new Redactor();

/** A line as the functions' journals write theirs, and who asked, as the command knows it: CloudTrail is the authority. */
function lineOf(
  { event, user, run, version, keyId, reason }: AuditEntry,
  {
    outcome,
    failure,
    requestedBy,
    at,
  }: { outcome: Outcome; failure: string | undefined; requestedBy: string; at: number },
): string {
  return JSON.stringify({
    level: outcome === 'failed' ? 'ERROR' : 'INFO',
    message: event,
    timestamp: new Date(at).toISOString(),
    service: 'emnify-mfa',
    ...redactor.fields({ event, user, run, outcome, version, keyId, reason, failure }),
    requestedBy,
  });
}
