import type { ReconcileFacts } from './document.ts';

/** A run that planned, found and failed nothing. */
export function isQuiet({ planned, findings, error }: ReconcileFacts): boolean {
  return planned.length === 0 && findings.length === 0 && error === undefined;
}
