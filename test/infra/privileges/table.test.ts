import { expect, test } from 'vitest';
import { resourcePolicies, trust } from '../../../infra/privileges/grants.ts';
import { sources } from '../../../infra/privileges/privilege.ts';
import { privileges } from '../../../infra/privileges/table.ts';
import { differences } from './compare.ts';
import { deployed, synthesised } from './deployed.ts';

const template = synthesised();
const rows = [privileges, trust, resourcePolicies].flatMap((table) => Object.values(table).flat());

test('every statement of the template has a row in the table of privileges, and every row a statement', () => {
  expect(differences(deployed(template))).toEqual([]);
});

test('every row says why, and AWS says of each of its services which resources and conditions there are', () => {
  for (const { why, actions } of rows) {
    expect(why).toMatch(/\w+ \w+/);
    for (const action of actions) expect(sources[action.split(':')[0] ?? '']).toContain('service-authorization');
  }
});

test('no row of a role names every action, nor every resource without saying why', () => {
  for (const { actions, on, everyResource } of Object.values(privileges).flat()) {
    expect(on.includes('*')).toBe(everyResource !== undefined);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  }
});
