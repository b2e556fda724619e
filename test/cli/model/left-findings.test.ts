import { expect, it } from 'vitest';
import { leftAfterRotation, leftFindings } from '../../../cli/model/left-findings.ts';
import { ReconcileReport } from '../../../cli/model/reconcile-report.ts';

const VERSION = '1'.repeat(36);

function report(findings: readonly object[], done: readonly object[]) {
  return ReconcileReport.parse({
    user: 'alice',
    dryRun: false,
    found: { versions: [], rotationEnabled: true, unreadableTags: [] },
    plan: { actions: [], findings },
    done,
    verifiedGone: { keys: [], devices: [] },
  });
}

const STUCK = { kind: 'rotation-stuck', versionId: VERSION, detail: 'has stopped half-way' };
const MISSING = { kind: 'current-key-missing', keyId: 701, detail: 'is not seen active' };
const UNMANAGED = { kind: 'unmanaged-key', keyId: 709, detail: 'is not ours' };
const OVERDUE = { kind: 'superseded-key-overdue', keyId: 700, detail: 'should be gone' };
const SKEW = { kind: 'clock-skew', detail: '20 s' };

function done(kind: string, facts: object = {}, outcome = 'done') {
  return { action: { kind, reason: 'because', ...facts }, outcome };
}

it('is what nothing was done about', () => {
  const resumed = done('resume', { versionId: VERSION });
  const deleted = done('delete-key', { keyId: 700 });
  const left = leftFindings(report([STUCK, MISSING, UNMANAGED, OVERDUE, SKEW], [resumed, deleted]));
  expect(left.map(({ kind }) => kind)).toEqual(['unmanaged-key', 'clock-skew']);
});

it('is all of it where what was tried failed, or was for another key', () => {
  const failed = done('resume', { versionId: VERSION }, 'failed');
  const other = done('delete-key', { keyId: 702 });
  expect(leftFindings(report([STUCK, OVERDUE], [failed, other]))).toHaveLength(2);
});

it('is after a rotation also that emnify shows no list of keys, which a new key does not change', () => {
  const hidden = { kind: 'keys-not-shown', detail: 'no list of keys' };
  const left = leftAfterRotation(report([STUCK, MISSING, hidden, UNMANAGED], []));
  expect(left.map(({ kind }) => kind)).toEqual(['keys-not-shown', 'unmanaged-key']);
});
