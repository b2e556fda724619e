import type { Recorded } from '../../report/audit-line.ts';
import { EVENTS } from '../../report/events.ts';
import { controlsOf, type Evidence, KEY_AGE_CONTROLS, type KeyEvidence } from '../../report/evidence.ts';
import type { FoundThing } from '../../report/findings.ts';
import { type Column, type Markup, mark, markup, nothing, section, tableOf, tagsOf, timeOf } from './markup.ts';
import { count, days, subjectOf, verdictWord, writerOf } from './words.ts';

const VERDICT_MARKS = { within: 'good', over: 'bad', none: 'warn' } as const;
const STATE_MARKS = { ok: 'good', rotating: 'warn', new: 'warn', attention: 'bad' } as const;
const FINDING_STATES = {
  stands: ['stands', 'bad'],
  gone: ['gone', 'good'],
  unwatched: ['user not enrolled', 'warn'],
} as const;
const OUTCOME_MARKS = { ok: 'good', skipped: '', failed: 'bad' } as const;

export function keysSection({ keys, departed }: Evidence): Markup {
  const columns: readonly Column<KeyEvidence>[] = [
    { head: 'User', cell: ({ status }) => status.user },
    { head: 'Key age', cell: ({ age }) => days(age) },
    { head: 'Allowed', cell: ({ status }) => days(status.rotationPeriodMs) },
    { head: 'Against policy', cell: (key) => mark(verdictWord(key), VERDICT_MARKS[key.verdict]) },
    { head: 'Rotated', cell: ({ status }) => timeOf(status.rotatedAt) },
    { head: 'Next', cell: ({ status }) => timeOf(status.nextRotationAt) },
    { head: 'Rotations', cell: ({ rotations }) => rotations, is: 'number' },
    {
      head: 'State',
      cell: ({ status }) => [mark(status.state, STATE_MARKS[status.state]), attention(status.attention)],
      is: 'long',
    },
  ];
  const gone =
    departed.length === 0 ? [] : [markup`<p>On record and not enrolled any more: ${departed.join(', ')}.</p>`];
  return section(
    'keys',
    'Key age against policy',
    markup`<p>From Secrets Manager: when each key last changed, and the longest interval that its schedule allows, with a day for the window in which it rotates. Evidence for</p>${tagsOf(KEY_AGE_CONTROLS)}`,
    keys.length === 0
      ? nothing('No user is enrolled.')
      : tableOf(
          { id: 'keys', caption: `${count(keys.length, 'user')}; rotations as the log holds them` },
          columns,
          keys,
        ),
    gone,
  );
}

function attention(sentences: readonly string[]): readonly Markup[] {
  return sentences.map((sentence) => markup`<br>${sentence}`);
}

export function findingsSection({ findings }: Evidence): Markup {
  const columns: readonly Column<FoundThing>[] = [
    { head: 'User', cell: ({ last }) => last.user ?? '–' },
    { head: 'Finding', cell: ({ last }) => last.event.replace('finding:', '') },
    {
      head: 'Now',
      cell: ({ state, goneAt }) => [
        mark(FINDING_STATES[state][0], FINDING_STATES[state][1]),
        goneAt === undefined ? '' : [' since ', timeOf(goneAt)],
      ],
    },
    { head: 'Last seen', cell: ({ last }) => timeOf(last.at) },
    { head: 'First seen', cell: ({ firstAt }) => timeOf(firstAt) },
    { head: 'Times', cell: ({ times }) => times, is: 'number' },
    { head: 'What was seen', cell: ({ last }) => last.reason ?? EVENTS[last.event].says, is: 'long' },
    { head: 'Evidence for', cell: ({ last }) => tagsOf(controlsOf(last)) },
  ];
  return section(
    'findings',
    'Findings',
    markup`<p>What runs of <code>reconcile-user</code> found, the most recent of each. A finding stands until a later run that is no dry run no longer has it, that of a hold until somebody ends the hold.</p>`,
    findings.length === 0
      ? nothing('No finding is on record.')
      : tableOf({ id: 'findings', caption: count(findings.length, 'finding') }, columns, findings),
  );
}

const LINE_COLUMNS: readonly Column<Recorded>[] = [
  { head: 'When', cell: ({ at }) => timeOf(at) },
  { head: 'User', cell: ({ user }) => user ?? '–', is: 'user' },
  { head: 'What', cell: ({ event }) => markup`<code>${event}</code>` },
  { head: 'On', cell: subjectOf },
  { head: 'Result', cell: ({ outcome }) => mark(outcome, OUTCOME_MARKS[outcome]) },
  {
    head: 'Why',
    cell: ({ reason, failure }) => [reason, failure].filter((each) => each !== undefined).join('; ') || '–',
    is: 'long',
  },
  { head: 'By', cell: (line) => markup`<span class="id">${writerOf(line)}</span>`, is: 'name' },
  { head: 'Evidence for', cell: (line) => tagsOf(controlsOf(line)) },
];

/** A section that is a list of lines. */
interface List {
  readonly id: string;
  readonly heading: string;
  readonly says: string;
  readonly ifNone: string;
  readonly lines: (evidence: Evidence) => readonly Recorded[];
}

const LISTS: readonly List[] = [
  {
    id: 'withdrawn',
    heading: 'Keys withdrawn',
    says: 'Keys deleted at emnify: superseded ones after their deadline, orphans, and those of offboarded users.',
    ifNone: 'No key was withdrawn.',
    lines: ({ withdrawn }) => withdrawn,
  },
  {
    id: 'devices',
    heading: 'Devices pruned',
    says: 'Browsers that were trusted to skip the second factor, deleted at emnify.',
    ifNone: 'No device was pruned.',
    lines: ({ devices }) => devices,
  },
  {
    id: 'holds',
    heading: 'Holds and refused attempts',
    says: 'When nothing more was sent for a user, and who ended it.',
    ifNone: 'There was no hold.',
    lines: ({ holds }) => holds,
  },
  {
    id: 'codes',
    heading: 'Codes',
    says: 'Who asked for a one-time code and for which reason, and that it was given.',
    ifNone: 'No code was asked for.',
    lines: ({ codes }) => codes,
  },
  {
    id: 'requests',
    heading: 'What operators asked for',
    says: 'What was done with the command, and who asked as STS names them; CloudTrail is the authority on that.',
    ifNone: 'Nothing was asked for.',
    lines: ({ requests }) => requests,
  },
  {
    id: 'failures',
    heading: 'What failed',
    says: 'Every line whose result is a failure, also where a later attempt made it good.',
    ifNone: 'Nothing failed.',
    lines: ({ failures }) => failures,
  },
];

export function listSections(evidence: Evidence): readonly Markup[] {
  return LISTS.map(({ id, heading, says, ifNone, lines }) => {
    const own = lines(evidence);
    const shown =
      own.length === 0 ? nothing(ifNone) : tableOf({ id, caption: count(own.length, 'line') }, LINE_COLUMNS, own);
    return section(id, heading, markup`<p>${says}</p>`, shown);
  });
}
