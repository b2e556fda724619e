import { expect, it } from 'vitest';
import { namesOf } from '../../cli/names.ts';
import { AuditLine } from '../../cli/report/audit-line.ts';
import { auditGroups } from '../../cli/report/collect.ts';
import { CONTROLS } from '../../cli/report/controls.ts';
import { EVENTS } from '../../cli/report/events.ts';
import { pages } from './support/pages.ts';

const page = pages.find(({ path }) => path === 'docs/audit-log.md');
const prose = page?.prose ?? '';
const compliance = pages.find(({ path }) => path === 'docs/compliance.md')?.prose ?? '';

/** The rows of every table whose header begins with `first`, a list of cells each. */
function rowsOf(text: string, first: string): readonly (readonly string[])[] {
  return text.split(/\n(?!\|)/).flatMap((table) => {
    const rows = table
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    return rows[0]?.[0] === first ? rows.slice(2) : [];
  });
}

it('docs/audit-log.md shows every member of a line with its meaning, and no other', () => {
  const shown = rowsOf(prose, 'member');
  const known = Object.entries(AuditLine.shape).map(([name, schema]) => [
    `\`${name}\``,
    schema.isOptional() ? '' : 'always',
    schema.description,
  ]);
  expect(shown).toEqual(known);
});

it('docs/audit-log.md shows every event with what it says, changes and is evidence for, and no other', () => {
  const known = Object.entries(EVENTS).map(([name, { says, changes = '', controls }]) => [
    `\`${name}\``,
    says,
    changes,
    controls.join(', '),
  ]);
  expect(rowsOf(prose, 'event')).toEqual(known);
});

it('docs/audit-log.md shows a line that is one', () => {
  const examples = page?.blocks.filter(({ language }) => language === 'json') ?? [];
  expect(examples).toHaveLength(1);
  for (const { text } of examples) AuditLine.parse(JSON.parse(text));
});

it('docs/audit-log.md names every log group that `report` reads', () => {
  const groups = rowsOf(prose, 'log group').map(([group = '']) => group.replaceAll('`', '').replace('<prefix>', 'p'));
  expect(groups).toEqual(auditGroups(namesOf('p')));
});

it('docs/compliance.md has a row for every control that a line is evidence for', () => {
  const rows = ['control', 'requirement'].flatMap((first) => rowsOf(compliance, first));
  const missing = CONTROLS.map(([control]) => control.replace('PCI DSS ', '')).filter(
    (control) => !rows.some(([first = '']) => first.split(/[ ,]/).includes(control)),
  );
  expect(missing).toEqual([]);
});

it('every row of docs/compliance.md that names the audit log or the report as evidence is of a control that lines name', () => {
  const named = new Set(CONTROLS.map(([control]) => control.replace('PCI DSS ', '')));
  const rows = [...rowsOf(compliance, 'requirement'), ...rowsOf(compliance, 'control')].filter(([, , evidence = '']) =>
    /audit log|the report/.test(evidence),
  );
  expect(rows.length).toBeGreaterThan(4);
  expect(rows.filter(([first = '']) => !named.has(first.split(' ')[0] ?? '')).map(([first]) => first)).toEqual([]);
});
