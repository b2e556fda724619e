import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { Resolver } from '../../../local/cloud-assembly/resolve.ts';
import { Template } from '../../../local/cloud-assembly/template.ts';
import { reconcile } from '../../support/reconcile.ts';
import { World } from '../../support/world.ts';
import { templateWith } from '../synthesise.ts';

const template = Template.parse(templateWith({ 'aws:cdk:enable-path-metadata': true }).toJSON());
const resolver = new Resolver(template, { account: '123456789012', region: 'eu-west-1', stackName: 'dashboard' });
const [dashboard] = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');

const Widget = z.object({
  type: z.string(),
  properties: z.object({
    title: z.string(),
    query: z.string().default(''),
    alarms: z.array(z.string()).default([]),
  }),
});
const body: unknown = JSON.parse(resolver.text(dashboard?.Properties['DashboardBody']));
const widgets = z
  .object({ widgets: z.array(Widget) })
  .parse(body)
  .widgets.map(({ properties }) => properties);
const queries = widgets.flatMap(({ query }) => (query === '' ? [] : [query]));

let world: World;
beforeAll(async () => {
  world = await World.rotated();
  await reconcile(world);
});
afterAll(() => world.close());

test('the dashboard answers: young, stuck, last, next', () => {
  expect(widgets.map(({ title }) => title)).toEqual([
    'Is anything stuck?',
    "Is every user's key young?",
    'What happened',
    'The oldest keys, by user',
    'What comes next: days to the next rotation, by user',
    'What ran last',
  ]);
});

test('it shows every alarm', () => {
  const alarms = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  expect(widgets.flatMap((widget) => widget.alarms)).toHaveLength(alarms.length);
});

test('its queries ask for members that the functions really print', () => {
  const lines = world.output.map((line) => Object.keys(z.record(z.string(), z.unknown()).parse(JSON.parse(line))));
  const asked = queries.map((query) => [...query.matchAll(/ispresent\((\w+)\)/g)].map(([, name]) => name ?? ''));
  expect(asked.flat()).toHaveLength(4);
  for (const members of asked) {
    expect(lines.some((names) => [...members, 'user'].every((member) => names.includes(member)))).toBe(true);
  }
});
