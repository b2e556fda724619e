import type { Observed, ObservedSecret, ObservedVersion } from './observed.ts';
import type { Finding, Plan } from './plan.ts';
import { currentKey, holder } from './recorded.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A rotation takes seconds, and Secrets Manager repeats a failed one by itself; after this it has stopped. */
const STUCK_AFTER_MS = 15 * MINUTE;

/** How late a scheduled rotation may be: its window opens on the day that the period ends. */
const OVERDUE_AFTER_MS = DAY;

/** emnify's clock may differ by this much before it is worth a word; codes are made in emnify's time anyway. */
const CLOCK_SKEW_MS = 10_000;

/** What has become of the rotation: finished, stopped half-way, or never begun. */
export function planRotation(observed: Observed, now: number): Plan {
  const { secret, hold, account } = observed;
  const findings: Finding[] = [];
  if (hold !== undefined) findings.push({ kind: 'hold-in-force', detail: hold });
  if (account !== undefined && Math.abs(account.serverTime - now) > CLOCK_SKEW_MS) {
    const detail = `emnify's clock differs from ours by ${Math.round((account.serverTime - now) / 1000)} s`;
    findings.push({ kind: 'clock-skew', detail });
  }
  for (const detail of secret.unreadableTags.toSorted()) findings.push({ kind: 'unreadable-tag', detail });
  findings.push(...findingsOnVersions(secret));
  const pending = planPending(observed, now);
  if (pending !== undefined) return { actions: pending.actions, findings: [...findings, ...pending.findings] };
  const due = planDue(observed, now);
  return { actions: due.actions, findings: [...findings, ...due.findings] };
}

function findingsOnVersions({ versions, rotationEnabled }: ObservedSecret): readonly Finding[] {
  const unreadable = versions.filter(({ value }) => value.state === 'unreadable');
  const findings = unreadable.toSorted(compareIds).map(
    ({ id, labels }): Finding => ({
      kind: 'unreadable-value',
      versionId: id,
      detail: `the version with ${[...labels].toSorted().join(', ')} was not written by the rotation and cannot be read: no key is deleted while it could name one`,
    }),
  );
  const current = holder(versions, 'AWSCURRENT');
  if (current === undefined || current.value.state === 'none') {
    const detail = 'no version with AWSCURRENT has a value: no key is deleted and none rotated; enrol the user again';
    findings.push({ kind: 'unreadable-value', detail, ...(current && { versionId: current.id }) });
  }
  if (!rotationEnabled) {
    findings.push({
      kind: 'rotation-disabled',
      detail: 'rotation is off for this secret: enrol the user again, or offboard it',
    });
  }
  return findings;
}

function compareIds(a: ObservedVersion, b: ObservedVersion): number {
  return a.id < b.id ? -1 : 1;
}

/** Plans for a version that holds AWSPENDING and has not become current; undefined where there is none. */
function planPending(observed: Observed, now: number): Plan | undefined {
  const { secret } = observed;
  const pending = holder(secret.versions, 'AWSPENDING');
  if (pending === undefined || pending.labels.has('AWSCURRENT')) return undefined;
  const leftover = whyLeftover(pending, secret);
  if (leftover !== undefined) {
    const reason = `version ${pending.id} holds AWSPENDING and ${leftover}: it would block the next rotation`;
    return { actions: [{ kind: 'drop-pending', versionId: pending.id, reason }], findings: [] };
  }
  if (pending.createdAt !== undefined && now - pending.createdAt <= STUCK_AFTER_MS)
    return { actions: [], findings: [] };
  const since = pending.createdAt === undefined ? '' : ` since ${new Date(pending.createdAt).toISOString()}`;
  const detail = `the rotation to version ${pending.id} has stopped half-way${since}`;
  const finding: Finding = { kind: 'rotation-stuck', versionId: pending.id, detail };
  if (wouldBeRefused(observed) || pending.value.state === 'unreadable') return { actions: [], findings: [finding] };
  return { actions: [{ kind: 'resume', versionId: pending.id, reason: `${detail}: climb on` }], findings: [finding] };
}

/** Whether rotate-key would do nothing but fail: under a hold, and where it cannot read its memory or AWSCURRENT. */
function wouldBeRefused({ hold, secret }: Observed): boolean {
  const current = holder(secret.versions, 'AWSCURRENT')?.value.state;
  return hold !== undefined || secret.unreadableTags.length > 0 || (current !== 'key' && current !== 'enrolled');
}

/** A version that was current before, or that a probe left: no rotation can or should finish it. */
function whyLeftover({ labels, value }: ObservedVersion, secret: ObservedSecret): string | undefined {
  if (labels.has('AWSPREVIOUS')) return 'was current before';
  if (value.state === 'enrolled') return 'holds no key but the mark of an enrolment';
  if (value.state === 'key' && value.keyId === currentKey(secret)?.keyId) return 'holds the current key again';
  return undefined;
}

/** Starts a rotation that its schedule should have started. */
function planDue(observed: Observed, now: number): Plan {
  const { secret } = observed;
  const overdue = secret.rotationEnabled ? whyOverdue(secret, now) : undefined;
  if (overdue === undefined) return { actions: [], findings: [] };
  const finding: Finding = { kind: 'rotation-overdue', detail: overdue };
  if (wouldBeRefused(observed)) return { actions: [], findings: [finding] };
  return { actions: [{ kind: 'rotate', reason: `${overdue}, and no rotation is under way` }], findings: [finding] };
}

function whyOverdue(secret: ObservedSecret, now: number): string | undefined {
  const current = holder(secret.versions, 'AWSCURRENT');
  if (current?.value.state === 'enrolled') {
    const since = current.createdAt ?? secret.createdAt;
    return since !== undefined && now - since > OVERDUE_AFTER_MS
      ? 'the user was enrolled over a day ago and has no key yet'
      : undefined;
  }
  const key = currentKey(secret);
  if (key === undefined) return undefined;
  const { rotationPeriodMs, nextRotationAt } = secret;
  if (rotationPeriodMs !== undefined && now - key.createdAt > rotationPeriodMs + OVERDUE_AFTER_MS) {
    return `the key is ${Math.floor((now - key.createdAt) / DAY)} days old, and ${Math.round(rotationPeriodMs / DAY)} are allowed`;
  }
  if (nextRotationAt !== undefined && now - nextRotationAt > OVERDUE_AFTER_MS) {
    return `the rotation of ${new Date(nextRotationAt).toISOString()} did not happen`;
  }
  return undefined;
}
