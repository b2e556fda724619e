import { expect, test } from 'vitest';
import { sources } from '../../../infra/privileges/privilege.ts';
import { egressPrivileges, egressResourcePolicies, egressTrust } from '../../../infra/privileges/static-egress.ts';
import { AS_IT_COMES, differences, WITH_STATIC_EGRESS } from './compare.ts';
import { deployed, synthesised } from './deployed.ts';

const rows = [egressPrivileges, egressTrust, egressResourcePolicies].flatMap((table) => Object.values(table).flat());

test.each([
  ['as it comes', {}, AS_IT_COMES],
  ['with static egress', { staticEgress: true }, WITH_STATIC_EGRESS],
])(
  'every statement of the template %s has a row in the table of privileges, and every row a statement',
  (_what, others, tables) => {
    expect(differences(deployed(synthesised(others)), tables)).toEqual([]);
  },
);

test('every row says why, and AWS says of each of its services which resources and conditions there are', () => {
  for (const { why, actions } of rows) {
    expect(why).toMatch(/\w+ \w+/);
    for (const action of actions) expect(sources[action.split(':')[0] ?? '']).toContain('service-authorization');
  }
});

test('no row of a role names every action, nor every resource without saying why', () => {
  for (const { actions, on, everyResource } of Object.values(egressPrivileges).flat()) {
    expect(on.includes('*')).toBe(everyResource !== undefined);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  }
});
