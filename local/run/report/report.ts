import type { Facts } from '../chapters/chapter.ts';
import type { RunDocument, SecretFacts } from '../document.ts';
import type { Page } from './page.ts';
import { passedLines, reconcileLines } from './reconcile.ts';
import { rotationLines } from './rotation.ts';
import { type Cell, table, wrap } from './table.ts';
import { userLines } from './user.ts';

/** Above everything: what the numbers that follow mean. */
export function openingText(page: Page): string {
  const words =
    'emnify and AWS are simulated in this process. Time is virtual, milliseconds are real, and of a secret only its ' +
    'fingerprint is shown: 12 hex digits of its SHA-256.';
  return `${wrap(words, page.width).map(page.dim).join('\n')}\n\n`;
}

/** A chapter as it is printed: its title, its facts, an empty line. */
export function chapterText(title: string, facts: Facts, page: Page): string {
  return section(title, factLines(facts, page), page);
}

/** The end of the report: every invariant, and how it all went. */
export function endingText({ invariants, expectations, rotations, ok }: RunDocument, page: Page): string {
  const rows = invariants.map(({ number, holds, what }): Cell[] => [
    holds ? { text: 'holds', paint: page.good } : { text: 'BROKEN', paint: page.bad },
    { text: String(number), align: 'right' },
    { text: what },
  ]);
  const expected = expectations.map(({ what, met }): Cell[] => [
    met ? { text: 'yes', paint: page.good } : { text: 'NO', paint: page.bad },
    { text: what },
  ]);
  const unmet = expectations.filter(({ met }) => !met).length;
  const failed = rotations.filter(({ outcome }) => outcome === 'failed').length;
  const broken = invariants.filter(({ holds }) => !holds).length;
  const verdict = ok
    ? page.good(
        `All well: ${rotations.length} rotations succeeded, one was mended, ${invariants.length} invariants hold.`,
      )
    : page.bad(
        `Not well: ${failed} of ${rotations.length} rotations failed, ${unmet} expectations are not met, ${broken} invariants do not hold.`,
      );
  const layout = { indent: 2, width: page.width };
  return `${section('Expected at the end', table(expected, layout), page)}${section('Invariants', table(rows, layout), page)}${verdict}\n`;
}

function factLines(facts: Facts, page: Page): string[] {
  switch (facts.kind) {
    case 'before':
    case 'after':
      return userLines(facts.user, page);
    case 'enrolled':
      return [
        ...secretLines(facts.secrets, page),
        '',
        `  schedule ${facts.dailySchedule.name}: ${facts.dailySchedule.expression}`,
      ];
    case 'passed':
      return passedLines(facts, page);
    case 'audit':
      return reconcileLines(facts.audit, false, page);
    case 'left-out':
      return ['  left out, since a rotation has failed'];
    case 'broken':
    case 'rotation':
      return rotationLines(facts.rotation, facts.detail, page);
    case 'secret':
      return [
        ...secretLines([facts.secret], page),
        '',
        // Broken where a shell takes it up again, so that it can be copied.
        ...facts.secret.readWith.split(/ (?=--query)/).map((part, at) => (at === 0 ? `  ${part} \\` : `    ${part}`)),
      ];
  }
}

function secretLines(secrets: readonly SecretFacts[], page: Page): string[] {
  const head: Cell[] = ['secret', 'fingerprint of its value', 'version'].map((text) => ({ text, paint: page.dim }));
  const rows = secrets.map(({ name, fingerprint, version }): Cell[] => [
    { text: name },
    { text: fingerprint },
    { text: `${version.slice(0, 8)}…` },
  ]);
  return table([head, ...rows], { indent: 2, width: page.width });
}

function section(title: string, lines: readonly string[], page: Page): string {
  const heading = wrap(title, page.width).map((line) => page.bold(line));
  return `${[...heading, ...lines].join('\n')}\n\n`;
}
