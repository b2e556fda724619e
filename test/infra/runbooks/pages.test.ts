import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { alarmTable } from '../../../infra/constructs/alarm-table.ts';
import { acceptedInputs } from '../../../local/automation/inputs.ts';
import { templateWith } from '../synthesise.ts';
import { folders } from '../template.ts';
import { deployedDocuments } from './deployed.ts';

const folder = new URL('../../../docs/runbooks/', import.meta.url);
const { documents } = deployedDocuments();
const pages = new Map(readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]));
const all = [...pages.values()].join('\n');

function pageOf(slug: string): string {
  const page = pages.get(`${slug}.md`);
  if (page === undefined) throw new Error(`there is no docs/runbooks/${slug}.md`);
  return page;
}

function headings(page: string): readonly (string | undefined)[] {
  return [...page.matchAll(/^##? (.+)$/gm)].map(([, heading]) => heading);
}

function asOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

test('there is a page for each document and each alarm, and no other', () => {
  const slugs = [...documents.keys(), ...alarmTable.map(({ id }) => id)];
  expect([...pages.keys()].toSorted()).toEqual(['README', ...slugs].map((slug) => `${slug}.md`).toSorted());
});

test.each(alarmTable)(
  'the page of the alarm $id is where its description says, and begins with its impact',
  (alarm) => {
    expect(alarm.runbook).toBe(`docs/runbooks/${alarm.id}.md`);
    const page = pageOf(alarm.id);
    expect(headings(page)).toEqual([`Alarm: ${alarm.id}`, 'When', 'What to see', 'What to do', 'How to undo']);
    expect(asOneLine(page)).toContain(`## When ${alarm.impact}`);
  },
);

describe.each([...documents])('the page of %s', (slug, { parameters, mainSteps }) => {
  const page = pageOf(slug);

  test('says when, what it does, what to see and how to undo', () => {
    expect(headings(page)).toEqual([slug, 'When', 'What it does', 'What to see', 'How to undo']);
  });

  test('names each input with its default, and each step', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (?:`(\w+)`|required) +\|/gm)];
    const inputs = Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]);
    expect(rows.map(([, name, byDefault]) => [name, byDefault])).toEqual(inputs);
    for (const { name } of mainSteps) expect(page).toContain(`\`${name}\``);
  });

  test('shows how it is started', () => {
    expect(starts(page).map(({ document }) => document)).toContain(`emnify-mfa-${slug}`);
  });
});

const Given = z.record(z.string(), z.tuple([z.string()]));

/** What a page tells to start. */
function starts(page: string) {
  const command = /aws ssm start-automation-execution --document-name (\S+) \\\n {2}--parameters '([^']+)'/g;
  return [...page.matchAll(command)].map(([, document = '', given = '']) => {
    const inputs = Object.entries(Given.parse(JSON.parse(given))).map(([name, [value]]) => [name, value]);
    return { document, inputs: z.record(z.string(), z.string()).parse(Object.fromEntries(inputs)) };
  });
}

test('every start that a page shows is one that Automation accepts', () => {
  const shown = starts(all);
  expect(shown).toHaveLength(all.split('start-automation-execution').length - 1);
  for (const { document, inputs } of shown) {
    const found = documents.get(document.replace('emnify-mfa-', ''));
    if (found === undefined) throw new Error(`a page starts ${document}, which is no document`);
    expect(() => acceptedInputs(found, inputs)).not.toThrow();
  }
});

test('every log that a page looks through is one of a function, and every event one that functions tell of', () => {
  const logs = [...all.matchAll(/\/aws\/lambda\/emnify-mfa-([a-z-]+)/g)].map(([, name]) => name);
  expect(folders(templateWith())).toEqual(expect.arrayContaining(logs));
  const told = ['domain/journal.ts', 'domain/reconcile/plan.ts', 'rotate-fleet/journal.ts']
    .map((path) => readFileSync(new URL(`../../../functions/${path}`, import.meta.url), 'utf8'))
    .join('\n');
  const events = [...all.matchAll(/\$\.event = "(?:finding:)?([a-z-]+)"/g)].map(([, event]) => event);
  expect(events.length).toBeGreaterThan(10);
  for (const event of events) expect(told).toContain(`'${event}'`);
});

test('every link leads somewhere, and the index to every page', () => {
  const linked = [...pages].flatMap(([file, page]) =>
    [...page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => ({ file, target })),
  );
  for (const { file, target } of linked) {
    expect(() => readFileSync(new URL(target, new URL(file, folder))), `${file} links to ${target}`).not.toThrow();
  }
  const fromIndex = linked.filter(({ file }) => file === 'README.md').map(({ target }) => target);
  expect(fromIndex).toEqual(expect.arrayContaining([...pages.keys()].filter((file) => file !== 'README.md')));
});

test('the index says which runbooks wait for approval', () => {
  const rows = [...pageOf('README').matchAll(/^\| \[([a-z-]+)\]\([^|]+\| [^|]+\| (yes|no) +\|$/gm)];
  const asking = ({ mainSteps }: { readonly mainSteps: readonly { readonly action: string }[] }) =>
    mainSteps.some(({ action }) => action === 'aws:approve') ? 'yes' : 'no';
  const expected = [...documents].map(([slug, document]) => [slug, asking(document)]);
  expect(Object.fromEntries(rows.map(([, slug, word]) => [slug, word]))).toEqual(Object.fromEntries(expected));
});
