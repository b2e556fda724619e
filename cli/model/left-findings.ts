import type { ReconcileReport } from './reconcile-report.ts';

type Finding = ReconcileReport['plan']['findings'][number];
type Done = ReconcileReport['done'][number];

/** What a rotation that was brought to its end, or begun, puts an end to. */
const ENDED_BY_ROTATION = new Set(['rotation-stuck', 'rotation-overdue', 'current-key-missing']);

/** What reconcile-user found before it did anything, without what it then mended. Pure. */
export function leftFindings({ plan, done }: ReconcileReport): Finding[] {
  const mended = done.filter(({ outcome }) => outcome === 'done' || outcome === 'gone-already');
  return plan.findings.filter((finding) => !mended.some((each) => isMendedBy(finding, each)));
}

/**
 * What was found before a rotation that has ended well since, without what that put an end to: a list that was hidden shows the new
 * key no more than the old. Pure.
 */
export function leftAfterRotation({ plan }: ReconcileReport): Finding[] {
  const ended = new Set([...ENDED_BY_ROTATION, 'unreadable-value']);
  return plan.findings.filter(({ kind }) => !ended.has(kind));
}

function isMendedBy({ kind, keyId, deviceId, versionId }: Finding, { action }: Done): boolean {
  switch (action.kind) {
    case 'resume':
    case 'rotate':
      return ENDED_BY_ROTATION.has(kind);
    case 'delete-key':
      return keyId !== undefined && keyId === action.keyId;
    case 'delete-device':
      return deviceId !== undefined && deviceId === action.deviceId;
    case 'drop-pending':
      return versionId !== undefined && versionId === action.versionId;
    default:
      return false;
  }
}
