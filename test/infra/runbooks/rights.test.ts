import { expect, test } from 'vitest';
import { Rights } from '../../../local/automation/rights.ts';
import type { IamRequest } from '../../../local/iam/evaluate.ts';
import { linesOf } from '../privileges/lines.ts';
import { deployedDocuments } from './deployed.ts';
import { Operator } from './operator.ts';

const { template, resolver, documents } = deployedDocuments();
const rights = new Rights(template, resolver);

/** Between them they take every step of every document. */
const RUNS: readonly (readonly [slug: string, inputs: Readonly<Record<string, string>>])[] = [
  ['audit-user', {}],
  ['reconcile-user', {}],
  ['reconcile-user', { DryRun: 'false' }],
  ['rotate-user', {}],
  ['rotate-user', { EndGrace: 'true' }],
  ['hold-user', {}],
  ['release-user', {}],
  ['rotate-fleet', { Run: 'breach-7' }],
  ['offboard-user', {}],
  ['offboard-user', { DryRun: 'false', DeleteKeys: 'true' }],
  ['offboard-user', { DryRun: 'false' }],
];

async function played() {
  const operator = await Operator.start();
  const approve = () => 'Approve' as const;
  operator.watch.graceIsEnded();
  const Version = operator.secret.labels.get('AWSCURRENT') ?? '';
  await operator.run('recover-rotation', { Version });
  for (const [slug, inputs] of RUNS) await operator.run(slug, inputs, { approve });
  await operator.close();
  return operator.executions;
}

test('each role is asked for all that it may, and nothing more is asked of it', async () => {
  const executions = await played();
  expect(executions.filter(({ status }) => status === 'Failed')).toEqual([]);
  const steps = new Set(executions.flatMap(({ slug, steps: taken }) => taken.map(({ name }) => `${slug} ${name}`)));
  const all = [...documents].flatMap(([slug, { mainSteps }]) => mainSteps.map(({ name }) => `${slug} ${name}`));
  expect(all.filter((step) => !steps.has(step))).toEqual([]);

  const idle = [];
  for (const [slug, { assumeRole }] of documents) {
    const role = await rights.assume(assumeRole, '1');
    const asked = executions.filter((execution) => execution.slug === slug).flatMap((execution) => execution.asked);
    for (const [index, statement] of role.may.entries()) {
      for (const action of statement.Action) {
        const kept = { ...statement, Action: statement.Action.filter((other) => other !== action) };
        const may = role.may
          .map((other, at) => (at === index ? kept : other))
          .filter(({ Action }) => Action.length > 0);
        if (!(await isMissed({ ...role, may }, asked)))
          idle.push(`${slug}: ${linesOf({ ...statement, Action: [action] })}`);
      }
    }
  }
  expect(idle).toEqual([]);
});

async function isMissed(role: Parameters<Rights['allows']>[0], asked: readonly IamRequest[]): Promise<boolean> {
  for (const request of asked) if (!(await rights.allows(role, request))) return true;
  return false;
}

const KEY = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:emnify-mfa/alice/key-AbCdEf';
const OURS = {
  'secretsmanager:resource/AllowRotationLambdaArn':
    'arn:aws:lambda:eu-central-1:111122223333:function:emnify-mfa-rotate-key',
};
const lambda = (name: string) => `arn:aws:lambda:eu-central-1:111122223333:function:emnify-mfa-${name}`;
const TEMPTATIONS: Readonly<Record<string, IamRequest>> = {
  'read a key': { action: 'secretsmanager:GetSecretValue', resource: KEY, context: OURS },
  'delete a secret': { action: 'secretsmanager:DeleteSecret', resource: KEY, context: OURS },
  'get a code': { action: 'lambda:InvokeFunction', resource: lambda('issue-code'), context: {} },
  'enrol somebody': { action: 'lambda:InvokeFunction', resource: lambda('enroll-user'), context: {} },
  'start the fleet by another version': {
    action: 'lambda:InvokeFunction',
    resource: lambda('rotate-fleet'),
    context: {},
  },
  'forget refused attempts': {
    action: 'secretsmanager:UntagResource',
    resource: KEY,
    context: { ...OURS, 'aws:TagKeys': ['emnify-mfa:attempts'] },
  },
  'forge a proof': {
    action: 'secretsmanager:TagResource',
    resource: KEY,
    context: { ...OURS, 'aws:TagKeys': ['emnify-mfa:proven'], 'aws:RequestTag/emnify-mfa:hold': 'operator' },
  },
  'hold until a time of its own choice': {
    action: 'secretsmanager:TagResource',
    resource: KEY,
    context: { ...OURS, 'aws:TagKeys': ['emnify-mfa:hold'], 'aws:RequestTag/emnify-mfa:hold': 'none' },
  },
};

test.each([...documents])('the role of %s may not do what is no step of any document', async (_, { assumeRole }) => {
  const role = await rights.assume(assumeRole, '1');
  const allowed = [];
  for (const [what, request] of Object.entries(TEMPTATIONS)) if (await rights.allows(role, request)) allowed.push(what);
  expect(allowed).toEqual([]);
});

test('a document whose role Automation may not assume does nothing', async () => {
  await expect(rights.assume('arn:aws:iam::111122223333:role/Administrator', '1')).rejects.toThrow(/there is no role/);
  const scheduler = resolver.text({ 'Fn::GetAtt': [roleOf('Schedules'), 'Arn'] });
  await expect(rights.assume(scheduler, '1')).rejects.toThrow(/does not trust Automation/);
});

function roleOf(name: string): string {
  const found = Object.entries(template.Resources).find(
    ([id, { Type }]) => Type === 'AWS::IAM::Role' && id.startsWith(name),
  );
  return found?.[0] ?? '';
}
