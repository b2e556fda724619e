import { leftFindings } from '../model/left-findings.ts';
import type { ReconcileReport } from '../model/reconcile-report.ts';
import type { Page } from '../terminal.ts';

/** What would be done and why, and what was found. */
export function planView({ user, plan }: ReconcileReport, page: Page): string {
  const actions =
    plan.actions.length === 0 ? ['  nothing'] : plan.actions.map(({ kind, reason }) => `  ${kind}: ${reason}`);
  return [page.bold(`To be done for ${user}`), ...actions, ...findingsLines(plan.findings, page)].join('\n');
}

/** How each action ended, what emnify no longer lists, and what was found and nothing was done about. */
export function doneView(report: ReconcileReport, page: Page): string {
  const { user, done, verifiedGone } = report;
  const actions =
    done.length === 0
      ? ['  nothing']
      : done.map(({ action, outcome, error }) => {
          const paint = outcome === 'failed' ? page.bad : page.good;
          return `${paint(`  ${outcome}`)}  ${action.kind}${error === undefined ? '' : ` (${error})`}: ${action.reason}`;
        });
  const gone = [...verifiedGone.keys.map((id) => `key ${id}`), ...verifiedGone.devices.map((id) => `device ${id}`)];
  return [
    page.bold(`Done for ${user}`),
    ...actions,
    ...(gone.length === 0 ? [] : [`  verified gone: ${gone.join(', ')}`]),
    ...findingsLines(leftFindings(report), page),
  ].join('\n');
}

export function findingsLines(findings: ReconcileReport['plan']['findings'], page: Page): readonly string[] {
  if (findings.length === 0) return [];
  return ['', page.bold('Found'), ...findings.map(({ kind, detail }) => `  ${kind}: ${detail}`)];
}
