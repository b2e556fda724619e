import type { Evidence } from '../../report/evidence.ts';
import type { FoundThing } from '../../report/findings.ts';
import type { Page } from '../../terminal.ts';
import { table } from '../table.ts';
import { duration, minute } from '../time.ts';
import { visible } from './visible.ts';
import { count, days, outcomeWords, verdictWord } from './words.ts';

const HEAD = ['user', 'key age', 'allowed', 'policy', 'rotations', 'keys withdrawn', 'devices pruned'];

/** The evidence at a glance, for a terminal. */
export function summaryView(evidence: Evidence, page: Page): string {
  const { keys, departed, findings, rotations } = evidence;
  const rows = keys.map((key) => {
    const paint = { within: page.good, over: page.bad, none: page.warn }[key.verdict];
    return [
      key.status.user,
      key.age === undefined ? '-' : duration(key.age),
      key.status.rotationPeriodMs === undefined ? '-' : days(key.status.rotationPeriodMs),
      paint(verdictWord(key)),
      ...[key.rotations, key.keysWithdrawn, key.devicesPruned].map(String),
    ];
  });
  const unfinished = rotations.filter(({ outcome }) => outcome !== 'finished');
  return [
    headline(evidence),
    '',
    rows.length === 0 ? 'No user is enrolled.' : table(HEAD, rows, page),
    ...(departed.length === 0 ? [] : ['', `Not enrolled any more: ${departed.join(', ')}`]),
    ...titled(
      'Needs attention',
      keys.flatMap(({ status: { user, attention } }) => attention.map((each) => `${user}: ${each}`)),
      page.bold,
    ),
    ...titled('Found', findings.map(findingLine), page.bold),
    ...titled(
      'Rotations that did not finish',
      unfinished.map((each) => `${each.user}, ${minute(each.begunAt)}: ${outcomeWords(each)}`),
      page.bold,
    ),
    ...gapLines(evidence, page),
  ].join('\n');
}

/** What was written where. */
export function writtenView(evidence: Evidence, files: readonly string[], page: Page): string {
  const { keys, rotations, lines } = evidence;
  const what = `${count(keys.length, 'user')}, ${count(rotations.length, 'rotation')}, ${count(lines.length, 'audit line')}`;
  return [
    headline(evidence),
    ...files.map((file) => `${page.good('Wrote')} ${file}: ${what}.`),
    ...gapLines(evidence, page),
  ].join('\n');
}

/** What is not there, said wherever the rest is shown. */
function gapLines({ gaps }: Evidence, page: Page): readonly string[] {
  return titled('The log has gaps', gaps, page.bad);
}

function headline({ prefix, region, account, at, from, lines: [oldest] }: Evidence): string {
  const reach = oldest === undefined ? 'there is no line on record' : `the oldest line is of ${minute(oldest.at)}`;
  return `Evidence of ${prefix} in ${region}, account ${account}, at ${minute(at)} UTC. Looked back to ${minute(from)}: ${reach}.`;
}

function findingLine({ last, goneAt, state: now }: FoundThing): string {
  const words = { stands: 'stands', unwatched: 'the user is not enrolled any more' };
  const state = now === 'gone' ? `gone at ${minute(goneAt ?? last.at)}` : words[now];
  return `${last.user ?? '-'}, ${minute(last.at)}: ${last.event.replace('finding:', '')} (${state}): ${last.reason ?? ''}`;
}

function titled(title: string, lines: readonly string[], paint: (text: string) => string): readonly string[] {
  return lines.length === 0 ? [] : ['', paint(title), ...lines.map((line) => `  ${visible(line)}`)];
}
