import type { ReconcileReport } from '../model/reconcile-report.ts';
import type { UserStatus } from '../model/user-status.ts';
import type { Page } from '../terminal.ts';
import { findingsLines } from './reconcile.ts';
import { table } from './table.ts';
import { duration, minute } from './time.ts';
import { usersView } from './users.ts';

/** One user: the row of the table, then keys and devices at emnify, then what a dry run found. */
export function userView(
  status: UserStatus,
  report: ReconcileReport,
  on: { now: number; page: Page; command: (words: string) => string },
): string {
  const { now, page } = on;
  const { account, versions } = report.found;
  const parts = [usersView([status], on)];
  if (account?.keys !== undefined) {
    const rows = account.keys.map(({ id, status: state, activatedAt, createdAt }) => [
      String(id),
      state ?? 'unknown',
      age(activatedAt ?? createdAt, now),
      whose(id, versions, status),
    ]);
    parts.push(`${page.bold('Keys at emnify')}\n${table(['key', 'state', 'age', 'whose'], rows, page)}`);
  }
  if (account !== undefined && account.devices.length > 0) {
    const rows = account.devices.map(({ id, browser, operatingSystem, activatedAt }) => [
      String(id),
      `${browser ?? 'unknown'} on ${operatingSystem ?? 'unknown'}`,
      age(activatedAt, now),
    ]);
    parts.push(
      `${page.bold('Devices that may skip the code')}\n${table(['device', 'browser', 'trusted'], rows, page)}`,
    );
  }
  const waiting = report.plan.actions.map(({ kind, reason }) => `  ${kind}: ${reason}`);
  if (waiting.length > 0) parts.push([page.bold('The next run of reconcile-user would'), ...waiting].join('\n'));
  const found = findingsLines(report.plan.findings, page).filter((line) => line !== '');
  if (found.length > 0) parts.push(found.join('\n'));
  return parts.join('\n\n');
}

function age(since: number | undefined, now: number): string {
  return since === undefined ? 'unknown' : duration(Math.max(0, now - since));
}

function whose(id: number, versions: ReconcileReport['found']['versions'], { superseded }: UserStatus): string {
  const labels = versions.find(({ keyId }) => keyId === id)?.labels ?? [];
  if (labels.includes('AWSCURRENT')) return 'AWSCURRENT';
  if (labels.includes('AWSPENDING')) return 'AWSPENDING';
  const deadline = superseded.find(({ keyId }) => keyId === id)?.deadline;
  if (deadline !== undefined) return Number.isFinite(deadline) ? `superseded, until ${minute(deadline)}` : 'superseded';
  return labels.length > 0 ? labels.join(', ') : 'unmanaged: set by hand';
}
