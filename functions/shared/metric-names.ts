import type { Outcome } from '../domain/journal.ts';

/** What the functions publish to CloudWatch, and what alarms are made of. */
export const METRIC_NAMESPACE = 'EmnifyMfaRotation';

/** The count of journal entries by how they ended, of the dimensions `service` (the function) and `event` (of its journal). */
export const METRIC_NAMES = {
  ok: 'Succeeded',
  failed: 'Failed',
  skipped: 'Skipped',
} as const satisfies Record<Outcome, string>;
