import { describe, expect, test, vi } from 'vitest';
import { ACCOUNT, REGION } from '../../../local/account.ts';
import type { RolePolicies } from '../../../local/iam/collect.ts';
import { type IamRequest, isAllowed } from '../../../local/iam/evaluate.ts';
import type { Statement } from '../../../local/iam/statement.ts';
import { deployed, shortName, synthesised } from './deployed.ts';
import { linesOf } from './lines.ts';
import { FOR_ANY_FUNCTION, KEY, ONLY_FOR, type Temptation } from './temptations.ts';

vi.setConfig({ testTimeout: 60_000 });

const { policies, names } = deployed(synthesised());
const functions = [...policies.roles]
  .map(([name, role]) => [shortName(name), role] as const)
  .filter(([name]) => !name.includes('/'));

function may({ arn: principal, may: identity }: RolePolicies, asked: IamRequest): Promise<boolean> {
  return isAllowed({ principal, identity }, asked, onResource(asked));
}

/** Keys that are not the stack's leave it to IAM who may use them, as a key's default policy does: else none could be tempting. */
const LEAVES_IT_TO_IAM: Statement = {
  Effect: 'Allow',
  Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:root`] },
  Action: ['kms:*'],
  Resource: ['*'],
};

function onResource({ resource }: IamRequest): readonly Statement[] | undefined {
  const known = [...policies.resources.values()].find(({ about }) => about === resource);
  return known?.statements ?? (resource.startsWith('arn:aws:kms:') ? [LEAVES_IT_TO_IAM] : undefined);
}

async function allowed(role: RolePolicies, temptations: readonly Temptation[]): Promise<string[]> {
  const found = [];
  for (const temptation of temptations) if (await may(role, temptation)) found.push(temptation.what);
  return found;
}

describe.each(functions)('%s', (name, role) => {
  test('may do nothing that is nobody’s task here', async () => {
    expect(await allowed(role, FOR_ANY_FUNCTION)).toEqual([]);
  });

  test("may do nothing that is another function's task", async () => {
    expect(
      await allowed(
        role,
        ONLY_FOR.filter(({ allowedTo }) => !allowedTo.includes(name)),
      ),
    ).toEqual([]);
  });

  const decrypt = (context: IamRequest['context']) => ({
    action: 'kms:Decrypt',
    resource: names['encryptionKey'] ?? '',
    context,
  });
  const via = { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com`, 'kms:EncryptionContext:SecretARN': KEY };

  test('uses the KMS key by way of Secrets Manager alone, and for the secrets of the prefix alone', async () => {
    expect(await may(role, decrypt({}))).toBe(false);
    expect(await may(role, decrypt({ ...via, 'kms:ViaService': `s3.${REGION}.amazonaws.com` }))).toBe(false);
    expect(await may(role, decrypt({ 'kms:ViaService': via['kms:ViaService'] }))).toBe(false);
    const payroll = KEY.replace('emnify-mfa/', 'payroll/');
    expect(await may(role, decrypt({ ...via, 'kms:EncryptionContext:SecretARN': payroll }))).toBe(false);
  });

  test('passes the role of schedules on to Scheduler alone', async () => {
    const resource = names['schedulerRole'] ?? '';
    const pass = (service: string) => ({
      action: 'iam:PassRole',
      resource,
      context: { 'iam:PassedToService': service },
    });
    for (const service of ['lambda', 'ec2', 'ssm'])
      expect(await may(role, pass(`${service}.amazonaws.com`))).toBe(false);
  });
});

describe.each(functions)('a right of %s', (_, { arn: principal, may: statements }) => {
  const open = async (wider: Statement) => {
    for (const temptation of FOR_ANY_FUNCTION) {
      if (await isAllowed({ principal, identity: [wider] }, temptation, onResource(temptation))) return true;
    }
    return false;
  };

  test('lets it do what it must not, once it is for every action or every resource', async () => {
    const unnoticed = [];
    for (const { Condition: _condition, ...statement } of statements) {
      const every = { ...statement, Action: ['*'], Resource: ['*'] };
      const everyResource = { ...statement, Resource: ['*'] };
      if (!(await open(every))) unnoticed.push(linesOf(every));
      if (!statement.Resource?.includes('*') && !(await open(everyResource))) unnoticed.push(linesOf(everyResource));
    }
    expect(unnoticed.flat()).toEqual([]);
  });
});

test.each(ONLY_FOR)('$what is refused for being what it is: $allowedTo may', async ({ allowedTo, ...asked }) => {
  const roles = functions.filter(([name]) => allowedTo.includes(name));
  expect(roles.length).toBeGreaterThan(0);
  for (const [, role] of roles) expect(await may(role, asked)).toBe(true);
});

describe('other callers', () => {
  const lets = (name: string) => policies.resources.get(name)?.statements ?? [];
  const invoke = (service: string, SourceAccount: string) => {
    const resource = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:emnify-mfa-rotate-key`;
    const context = { 'aws:SourceAccount': SourceAccount };
    const asked = { action: 'lambda:InvokeFunction', resource, context };
    return isAllowed({ principal: service, identity: [] }, asked, lets('emnify-mfa-rotate-key'));
  };

  test('may have Secrets Manager call rotate-key from this account alone', async () => {
    expect(await invoke('secretsmanager.amazonaws.com', ACCOUNT)).toBe(true);
    expect(await invoke('secretsmanager.amazonaws.com', '999988887777')).toBe(false);
    expect(await invoke('events.amazonaws.com', ACCOUNT)).toBe(false);
  });

  test('cannot make Scheduler run as the role of schedules from another group or account', async () => {
    const trust = policies.roles.get('Schedules/Role')?.trust ?? [];
    const assume = (account: string, group: string) => {
      const groupArn = `arn:aws:scheduler:${REGION}:${account}:schedule-group/${group}`;
      const context = { 'aws:SourceAccount': account, 'aws:SourceArn': groupArn };
      const asked = { action: 'sts:AssumeRole', resource: names['schedulerRole'] ?? '', context };
      return isAllowed({ principal: 'scheduler.amazonaws.com', identity: [] }, asked, trust);
    };
    expect(await assume(ACCOUNT, 'emnify-mfa')).toBe(true);
    expect(await assume(ACCOUNT, 'default')).toBe(false);
    expect(await assume('999988887777', 'emnify-mfa')).toBe(false);
  });
});
