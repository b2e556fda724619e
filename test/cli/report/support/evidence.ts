import type { UserStatus } from '../../../../cli/model/user-status.ts';
import { AuditLine, type Recorded } from '../../../../cli/report/audit-line.ts';
import type { Source } from '../../../../cli/report/collect.ts';
import { type Evidence, evidenceOf } from '../../../../cli/report/evidence.ts';
import { UserSlug } from '../../../../functions/domain/identifiers.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
export const NOW = Date.parse('2026-11-24T12:00:00Z');

/** What a log line must never do to a page, a table or a terminal. */
export const HOSTILE = {
  script: '<script>document.title = "taken over"</script>',
  attribute: '"><img src=x onerror="document.title=1"> \' & </style></table>',
  formula: "=cmd|' /C calc'!A0",
  unseen: 'a\u0000b\u001b[31mc\u202Egnp.exe\u2028d\ud800e',
  long: 'x'.repeat(400),
} as const;

export const VERSIONS = ['1', '2', '3', '4', '5'].map((digit) => digit.repeat(36));

/** An audit line by its members that matter. @param hoursAgo before NOW */
export function line(hoursAgo: number, facts: Readonly<Record<string, unknown>>): Recorded {
  const at = NOW - hoursAgo * HOUR;
  const parsed = AuditLine.parse({
    timestamp: new Date(at).toISOString(),
    level: facts['outcome'] === 'failed' ? 'ERROR' : 'INFO',
    message: facts['event'],
    service: 'rotate-key',
    outcome: 'ok',
    user: 'alice',
    ...facts,
  });
  return { ...parsed, at };
}

/** A user who is well, but for what is said. */
export function status(user: string, facts: Partial<UserStatus> = {}): UserStatus {
  return {
    user: UserSlug.parse(user),
    state: 'ok',
    rotatedAt: NOW - 10 * DAY,
    nextRotationAt: NOW + 50 * DAY,
    rotationPeriodMs: 60 * DAY,
    superseded: [],
    attention: [],
    ...facts,
  };
}

export function source(group: string, facts: Partial<Source> = {}): Source {
  return { group, state: 'read', lines: 3, unknown: 0, ...facts };
}

export function evidence(
  lines: readonly Recorded[],
  { users = [status('alice')], sources = [] }: { users?: readonly UserStatus[]; sources?: readonly Source[] } = {},
): Evidence {
  return evidenceOf(
    users,
    { lines, sources },
    {
      at: NOW,
      from: NOW - 400 * DAY,
      prefix: 'emnify-mfa',
      region: 'eu-central-1',
      account: '111122223333',
      madeBy: 'arn:aws:sts::111122223333:assumed-role/auditor/zoe',
    },
  );
}

/** As long as a slug may be, and nowhere to break it. */
const LONGEST = 'd'.repeat(63);

const [FIRST, SECOND, THIRD, FOURTH] = VERSIONS;
const operator = { service: 'emnify-mfa', requestedBy: 'arn:aws:sts::111122223333:assumed-role/operator/kim' };

/** Everything that a report can show at once, with texts that mean harm, and with gaps. */
export function everything(): Evidence {
  const rotation = (version: string | undefined, hours: number, keyId: number) => [
    line(hours, { event: 'key-created', version, keyId, step: 'createSecret' }),
    ...['stored', 'activated', 'proven'].map((rung) => line(hours, { event: 'rung-reached', rung, version, keyId })),
    line(hours, { event: 'key-superseded', version, keyId: keyId - 1, step: 'finishSecret' }),
    line(hours, { event: 'rung-reached', rung: 'promoted', version, keyId, step: 'finishSecret' }),
  ];
  const lines = [
    line(2000, { ...operator, event: 'rotation-requested', version: FIRST, reason: HOSTILE.script }),
    ...rotation(FIRST, 1999, 702),
    line(1500, { service: 'reconcile-user', event: 'key-retired', keyId: 701, reason: HOSTILE.attribute }),
    ...Object.values(HOSTILE).map((reason) => line(900, { ...operator, event: 'code-requested', reason })),
    line(900, { service: 'issue-code', event: 'code-issued', keyId: 702, reason: HOSTILE.formula }),
    line(800, { service: 'rotate-fleet', event: 'rotation-started', version: SECOND }),
    line(799, { event: 'step-finished', step: 'createSecret', version: SECOND, outcome: 'failed', reason: 'refused' }),
    line(799, { event: 'hold-raised', version: SECOND, reason: HOSTILE.unseen }),
    line(700, { event: 'key-created', version: THIRD, keyId: 704 }),
    line(690, { ...operator, event: 'pending-dropped', version: THIRD, reason: 'recover: pending-dead-key' }),
    line(600, { service: 'reconcile-user', event: 'device-pruned', deviceId: 30001, reason: HOSTILE.long }),
    line(500, { service: 'reconcile-user', event: 'finding:unmanaged-key', keyId: 699, reason: HOSTILE.script }),
    line(400, { service: 'reconcile-user', event: 'finding:clock-skew', user: 'bob', function_request_id: 'r1' }),
    line(300, { service: 'reconcile-user', event: 'reconciled', user: 'bob', function_request_id: 'r2' }),
    line(200, { service: 'reconcile-user', event: 'finding:undated-key', user: 'gone', reason: 'no date' }),
    line(100, { ...operator, event: 'hold-set', user: 'bob', reason: HOSTILE.formula, requestedBy: HOSTILE.attribute }),
    line(20, { service: 'reconcile-user', event: 'key-retired', user: LONGEST, keyId: 1, reason: 'over' }),
    line(10, { event: 'rung-reached', rung: 'stored', version: FOURTH, keyId: 705, user: 'bob' }),
  ];
  const users = [
    status('alice', { rotatedAt: NOW - 70 * DAY, state: 'attention', attention: [HOSTILE.script] }),
    status('bob'),
    { user: UserSlug.parse('carol'), state: 'new', superseded: [], attention: [] } satisfies UserStatus,
    status(LONGEST),
  ];
  const sources = [
    source('/aws/lambda/emnify-mfa-rotate-key', { oldest: NOW - 80 * DAY }),
    source('/aws/lambda/emnify-mfa-issue-code', { state: 'refused', detail: 'No permission: logs:FilterLogEvents.' }),
    source('/aws/lambda/emnify-mfa-rotate-fleet', { state: 'missing', lines: 0 }),
    source('/emnify-mfa/audit', { unknown: 2 }),
  ];
  return evidence(lines, { users, sources });
}
