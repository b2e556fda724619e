import type { UserSlug } from '../functions/domain/identifiers.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { leftFindings } from './model/left-findings.ts';
import { ReconcileReport } from './model/reconcile-report.ts';
import { nextBy, withNext } from './next.ts';
import type { Session } from './session.ts';

/** What reconcile-user would do and has found; changes nothing. */
export function dryRun(session: Session, user: UserSlug): Promise<ReconcileReport> {
  const payload = { user, dryRun: true };
  const answer = session.deployment.functions.invoke('reconcile-user', payload, ReconcileReport, { changes: false });
  return withNext(answer, nextFor(session, user));
}

/** Lets reconcile-user do what it plans. A failure or a lost answer leaves what a later run takes up. */
export function reconcileNow(
  session: Session,
  user: UserSlug,
  { endGrace = false, reason }: { readonly endGrace?: boolean; readonly reason?: string } = {},
): Promise<ReconcileReport> {
  const { deployment, audit, command } = session;
  const payload = endGrace ? { user, endGrace } : { user };
  const answer = audit.recorded(
    { event: 'reconcile-requested', user, ...(reason === undefined ? {} : { reason }) },
    `reconcile-user goes on by itself, and may run again at any time: ${command(`plan ${user}`)}`,
    () => deployment.functions.invoke('reconcile-user', payload, ReconcileReport, { changes: true }),
  );
  return withNext(answer, nextFor(session, user));
}

/** After a failure of reconcile-user, which has asked emnify by then, or tried to. */
function nextFor({ command }: Session, user: UserSlug) {
  return nextBy({
    credentials: `Write other credentials: ${command(`enroll ${user} --replace-credentials`)}`,
    hold: `See what it is: ${command(`recover ${user}`)}`,
    again: `Look again in a minute: ${command(`plan ${user}`)}\nSee what does not answer: ${command('doctor')}`,
  });
}

/** How a command ends that had reconcile-user do something. */
export function exitCodeOf(report: ReconcileReport): ExitCode {
  if (report.done.some(({ outcome }) => outcome === 'failed')) return EXIT.failed;
  return leftFindings(report).length > 0 ? EXIT.attention : EXIT.ok;
}
