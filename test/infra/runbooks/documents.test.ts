import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFleetRequest } from '../../../functions/domain/fleet/request.ts';
import { UserSlug, VersionId } from '../../../functions/domain/identifiers.ts';
import { documentsOf } from '../../../local/automation/documents.ts';
import { acceptedInputs } from '../../../local/automation/inputs.ts';
import { resourcesOfType } from '../../../local/cloud-assembly/template.ts';
import { deployedDocuments } from './deployed.ts';

const { template, resolver, documents } = deployedDocuments();
const USUAL = { User: 'alice', Run: 'breach-7', Version: '1'.repeat(32), Reason: 'a test' };

/** Inputs for every document, of those that it asks for. */
function usual(slug: string): Record<string, string> {
  const names = Object.keys(documents.get(slug)?.parameters ?? {});
  return Object.fromEntries(Object.entries(USUAL).filter(([name]) => names.includes(name)));
}

test('there is a document for every task of an operator', () => {
  expect([...documents.keys()].toSorted()).toEqual([
    'audit-user',
    'hold-user',
    'offboard-user',
    'reconcile-user',
    'recover-rotation',
    'release-user',
    'rotate-fleet',
    'rotate-user',
  ]);
});

test('what needs approval is not there where nobody may approve', () => {
  const without = deployedDocuments({}).documents;
  expect([...documents.keys()].filter((slug) => !without.has(slug)).toSorted()).toEqual([
    'offboard-user',
    'rotate-fleet',
  ]);
  const asking = [...documents].filter(([, { mainSteps }]) => mainSteps.some(({ action }) => action === 'aws:approve'));
  expect(asking.map(([slug]) => slug).toSorted()).toEqual(['offboard-user', 'rotate-fleet']);
});

test('each has a role of its own, which the document names', () => {
  const roles = [...documents.values()].map(({ assumeRole }) => assumeRole);
  expect(new Set(roles).size).toBe(documents.size);
});

describe.each([...documents])('%s', (slug, document) => {
  test('takes nothing that is not held to a form or to a list', () => {
    for (const { allowedPattern, allowedValues } of Object.values(document.parameters)) {
      expect(allowedValues ?? allowedPattern).toBeDefined();
      if (allowedPattern !== undefined) expect(allowedPattern).toMatch(/^\^.*\$$/);
    }
  });

  test('chooses what deletes nothing where nothing is said', () => {
    const {
      DryRun = 'true',
      EndGrace = 'false',
      DeleteKeys = 'false',
    } = Object.fromEntries(acceptedInputs(document, usual(slug)));
    expect([DryRun, EndGrace, DeleteKeys]).toEqual(['true', 'false', 'false']);
  });

  test('refuses inputs that would mean something else in a secret name, a JSON text or a template', () => {
    for (const [name, { allowedValues }] of Object.entries(document.parameters)) {
      const hostile = ['', ' ', 'a"b', 'a\\b', 'a\nb', '{{ automation:EXECUTION_ID }}', 'a{{User}}', '../bob', 'ä'];
      for (const value of allowedValues === undefined ? hostile : [...hostile, 'yes', 'TRUE']) {
        expect(() => acceptedInputs(document, { ...usual(slug), [name]: value })).toThrow(name);
      }
    }
  });

  test('refuses what it does not know, and asks for what has no default', () => {
    expect(() => acceptedInputs(document, { ...usual(slug), Colour: 'red' })).toThrow(/Colour is no parameter/);
    expect(() => acceptedInputs(document, {})).toThrow(/is required/);
  });
});

/** Whatever a pattern lets through, the function takes. */
test.each([
  ['User', (value: string) => UserSlug.parse(value)],
  ['Version', (value: string) => VersionId.parse(value)],
  ['Run', (run: string) => parseFleetRequest({ run, reason: 'a test' })],
  ['Reason', (reason: string) => parseFleetRequest({ run: 'breach-7', reason })],
] as const)('%s lets nothing through that the functions refuse', (name, parse) => {
  const patterns = [...documents.values()].flatMap(({ parameters }) => parameters[name]?.allowedPattern ?? []);
  expect(new Set(patterns).size).toBe(1);
  const texts = fc.stringMatching(new RegExp(patterns[0] ?? ''));
  fc.assert(
    fc.property(texts, (text) => {
      expect(() => parse(text)).not.toThrow();
    }),
  );
});

describe('what the interpreter does not know it refuses', () => {
  const [[id, resource] = ['', undefined]] = resourcesOfType(template, 'AWS::SSM::Document');
  const firstStep = documents.get('audit-user')?.mainSteps[0];

  function withStep(change: Readonly<Record<string, unknown>>) {
    const { Content } = resource?.Properties ?? {};
    const content = { ...(typeof Content === 'object' ? Content : {}), mainSteps: [{ ...firstStep, ...change }] };
    const changed = { Type: 'AWS::SSM::Document', Properties: { ...resource?.Properties, Content: content } };
    return () => documentsOf({ Resources: { ...template.Resources, [id]: { ...changed, Metadata: {} } } }, resolver);
  }

  test.each([
    ['an action', { action: 'aws:executeScript' }, /action/],
    ['a way to go on', { nextStep: 'Audit' }, /nextStep/],
    ['an input', { inputs: { ...firstStep?.inputs, ClientContext: 'x' } }, /ClientContext/],
    ["the function's log in the history", { inputs: { ...firstStep?.inputs, LogType: 'Tail' } }, /LogType/],
    [
      'a parameter that is not there',
      { inputs: { ...firstStep?.inputs, InputPayload: { user: '{{ Users }}' } } },
      /Users, which is no parameter/,
    ],
  ])('%s', (_, change, complaint) => {
    expect(withStep({})).not.toThrow();
    expect(withStep(change)).toThrow(complaint);
  });
});
