import type { JournalEvent, Outcome } from '../domain/journal.ts';

/** What the functions publish to CloudWatch, and what alarms are made of. */
export const METRIC_NAMESPACE = 'EmnifyMfaRotation';

/** The count of journal entries by how they ended. */
export const METRIC_NAMES = {
  ok: 'Succeeded',
  failed: 'Failed',
  skipped: 'Skipped',
} as const satisfies Record<Outcome, string>;

/** Both dimensions of every metric: which function, and which event of its journal. */
export interface MetricDimensions {
  readonly service: string;
  readonly event: JournalEvent;
}
