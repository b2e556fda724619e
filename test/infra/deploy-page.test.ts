import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { readConfiguration } from '../../infra/config.ts';
import { alarmsIn } from './constructs/watched.ts';
import { templateWith } from './synthesise.ts';

const page = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');

test('the page names every setting with its default', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (?:`([^`]+)`|none) +\|/gm)];
  const stated = Object.fromEntries(rows.map(([, name, value]) => [name, value ?? 'none']));
  const defaults = Object.entries(readConfiguration(new App().node)).map(([name, value]) => [name, String(value)]);
  expect(stated).toEqual({ ...Object.fromEntries(defaults), alarmAddress: 'none', approvers: 'none' });
});

test('the page counts the alarms that are paid for', () => {
  const alarms = alarmsIn(templateWith());
  const metrics = alarms.flatMap((alarm) => alarm.metrics).length;
  expect(page).toContain(`${alarms.length} alarms on ${metrics} metrics × 0.10`);
  expect(page).toMatch(new RegExp(`\\| +${(metrics / 10).toFixed(2)} \\|`));
});
