import type { UserSlug } from '../functions/domain/identifiers.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { leftFindings } from './model/left-findings.ts';
import { ReconcileReport } from './model/reconcile-report.ts';
import type { Session } from './session.ts';

/** What reconcile-user would do and has found; changes nothing. */
export function dryRun({ deployment }: Session, user: UserSlug): Promise<ReconcileReport> {
  return deployment.functions.invoke('reconcile-user', { user, dryRun: true }, ReconcileReport, { changes: false });
}

/** Lets reconcile-user do what it plans. A failure or a lost answer leaves what a later run takes up. */
export function reconcileNow(
  { deployment, audit, command }: Session,
  user: UserSlug,
  { endGrace = false, reason }: { readonly endGrace?: boolean; readonly reason?: string } = {},
): Promise<ReconcileReport> {
  const payload = endGrace ? { user, endGrace } : { user };
  return audit.recorded(
    { event: 'reconcile-requested', user, ...(reason === undefined ? {} : { reason }) },
    `reconcile-user goes on by itself, and may run again at any time: ${command(`plan ${user}`)}`,
    () => deployment.functions.invoke('reconcile-user', payload, ReconcileReport, { changes: true }),
  );
}

/** How a command ends that had reconcile-user do something. */
export function exitCodeOf(report: ReconcileReport): ExitCode {
  if (report.done.some(({ outcome }) => outcome === 'failed')) return EXIT.failed;
  return leftFindings(report).length > 0 ? EXIT.attention : EXIT.ok;
}
