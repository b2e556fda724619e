import { iso } from '../../model/documents.ts';
import type { Recorded } from '../../report/audit-line.ts';
import { controlsOf, type Evidence, KEY_AGE_CONTROLS } from '../../report/evidence.ts';
import { visible } from './visible.ts';

const DAY = 86_400_000;

const COLUMNS = [
  'what',
  'at',
  'user',
  'event',
  'outcome',
  'keyId',
  'deviceId',
  'version',
  'run',
  'step',
  'rung',
  'reason',
  'failure',
  'writer',
  'requestedBy',
  'request',
  'ageDays',
  'allowedDays',
  'controls',
] as const;
type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string | number | undefined>>>;

/**
 * A row for each user's key, for each audit line and for each gap, under one header: RFC 4180, but for line ends that suit Unix
 * tools, which spreadsheets take as well.
 */
export function csvOf(evidence: Evidence): string {
  const { at, keys, lines, gaps } = evidence;
  const rows: Row[] = [
    ...keys.map(({ status, age, verdict }) => ({
      what: 'key',
      at: iso(at),
      user: status.user,
      outcome: verdict,
      reason: status.attention.join('; '),
      ageDays: age === undefined ? undefined : days(age),
      allowedDays: status.rotationPeriodMs === undefined ? undefined : days(status.rotationPeriodMs),
      controls: KEY_AGE_CONTROLS.join('; '),
    })),
    ...gaps.map((gap) => ({ what: 'gap', at: iso(at), reason: gap })),
    ...lines.map(rowOf),
  ];
  return [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(','))].join('\n');
}

function rowOf(line: Recorded): Row {
  const { at, user, event, outcome, keyId, deviceId, version, run, step, rung, reason, failure } = line;
  return {
    what: 'line',
    at: iso(at),
    user,
    event,
    outcome,
    keyId,
    deviceId,
    version,
    run,
    step,
    rung,
    reason,
    failure,
    writer: line.service,
    requestedBy: line.requestedBy,
    request: line.function_request_id,
    controls: controlsOf(line).join('; '),
  };
}

/**
 * Always quoted. A text that a spreadsheet would take for a formula gets an apostrophe, which makes it a text again.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  // Tab and carriage return are looked for before they are made visible; blanks before the sign hide it from nobody.
  const isFormula = /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/u.test(value);
  return `"${isFormula ? "'" : ''}${visible(value).replaceAll('"', '""')}"`;
}

function days(ms: number): number {
  return Math.floor((ms / DAY) * 10) / 10;
}
