import type { DeviceId, KeyId, UserSlug, VersionId } from './identifiers.ts';
import type { FindingKind } from './reconcile/plan.ts';

/** What a function may tell about its work. A closed list, so that no caller can make an event out of data. */
export type JournalEvent =
  | 'step-finished'
  | 'rung-reached'
  | 'key-created'
  | 'key-activated'
  | 'key-superseded'
  | 'retirement-scheduled'
  | 'key-discarded'
  | 'orphan-deleted'
  | 'pending-key-gone'
  | 'attempt-raised'
  | 'attempt-settled'
  | 'hold-raised'
  | 'hold-ended'
  | 'owner-recorded'
  | 'probed'
  | 'declared-gap'
  | 'current-key-deleted'
  | 'reconciled'
  | 'key-retired'
  | 'superseded-tag-removed'
  | 'device-pruned'
  | 'pending-dropped'
  | 'rotation-resumed'
  | 'rotation-started'
  | 'key-secret-created'
  | 'daily-run-scheduled'
  | 'rotation-configured'
  | 'rotation-cancelled'
  | 'schedule-deleted'
  | 'managed-key-deleted'
  | 'keys-deleted-tag-set'
  | 'keys-deleted-tag-removed'
  | 'secret-deletion-scheduled'
  | 'code-issued'
  | 'fleet-user'
  | `finding:${FindingKind}`;

/** What a reconcile measures of a user, each code that was given to an operator, and what a fleet run tells of itself. */
export type Measurement = 'KeyAgeDays' | 'DaysToNextRotation' | 'CodeIssued' | FleetMeasurement;

/** Users not yet begun, minutes until the last one is begun, and 1 in place of 0 once the run has stopped before its end. */
type FleetMeasurement = 'FleetUsersLeft' | 'FleetMinutesLeft' | 'FleetStopped';

export type Outcome = 'ok' | 'failed' | 'skipped';

/** One fact about a user's rotation. Every member is safe to show; there is no member for anything else. */
export interface JournalEntry {
  readonly event: JournalEvent;
  readonly user: UserSlug;
  readonly outcome: Outcome;
  readonly step?: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';
  readonly version?: VersionId;
  readonly keyId?: KeyId;
  readonly deviceId?: DeviceId;
  readonly rung?: 'stored' | 'activated' | 'proven' | 'promoted';
  /** Why it failed or was skipped: an error's `kind`, or a sentence without data from a secret or an answer. */
  readonly reason?: string;
  readonly durationMs?: number;
}

/** Where a function tells what it did. Recording never fails and never waits. */
export interface Journal {
  record(entry: JournalEntry): void;
  /**
   * A figure for a graph, in the unit that its name says.
   * @param user whose it is, for look-ups in the log; the metric is of all users together
   */
  measure(name: Measurement, value: number, user?: UserSlug): void;
}

/** How a deletion ends: `ok` says that this call deleted, and not that somebody else had. @param was whether it was there */
export function deletion(was: boolean): Pick<JournalEntry, 'outcome' | 'reason'> {
  return was ? { outcome: 'ok' } : { outcome: 'skipped', reason: 'gone-already' };
}
