import { describe, expect, test } from 'vitest';
import { AS_IT_COMES, differences, WITH_STATIC_EGRESS } from './compare.ts';
import { deployed, synthesised } from './deployed.ts';
import { permissionChanges, removals, type Tampering, widenings } from './tamper.ts';

const template = synthesised();

describe.each([
  ['as it comes', template, AS_IT_COMES],
  ['with static egress', synthesised({ staticEgress: true }), WITH_STATIC_EGRESS],
])('in the template %s', (_what, whole, tables) => {
  const unnoticed = (tamperings: readonly Tampering[]): string[] =>
    tamperings
      .filter((changed) => differences(deployed(changed.template), tables).length === 0)
      .map(({ what }) => what);

  test('no statement can be taken from a role, trust policy, key policy or queue policy without the table noticing', () => {
    const tried = removals(whole);
    expect(tried.length).toBeGreaterThan(20);
    expect(unnoticed(tried)).toEqual([]);
  });

  test('no action, resource, principal or condition can be widened without the table noticing', () => {
    const tried = widenings(whole);
    expect(tried.length).toBeGreaterThan(60);
    expect(unnoticed(tried)).toEqual([]);
  });

  test('no permission of a function can be taken away, or given to more callers, without the table noticing', () => {
    expect(unnoticed(permissionChanges(whole))).toEqual([]);
  });
});

test('rights given in a way that the comparison does not look at are refused', () => {
  const withExtra = (Type: string, Properties: Record<string, unknown> = {}) =>
    deployed({ Resources: { ...template.Resources, Extra: { Type, Properties, Metadata: {} } } });
  expect(() => withExtra('AWS::IAM::ManagedPolicy')).toThrow(/Extra: AWS::IAM::ManagedPolicy grants rights/);
  expect(() => withExtra('AWS::SecretsManager::ResourcePolicy')).toThrow(/grants rights/);
  const AssumeRolePolicyDocument = { Statement: [] };
  const ManagedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess'];
  expect(() => withExtra('AWS::IAM::Role', { AssumeRolePolicyDocument, ManagedPolicyArns })).toThrow(/managed/);
  const NotAction = { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' };
  const Policies = [{ PolicyDocument: { Statement: [NotAction] } }];
  expect(() => withExtra('AWS::IAM::Role', { AssumeRolePolicyDocument, Policies })).toThrow(/NotAction/);
});
