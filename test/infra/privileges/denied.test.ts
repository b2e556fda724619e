import { describe, expect, test, vi } from 'vitest';
import { ACCOUNT, REGION } from '../../../local/account.ts';
import type { RolePolicies } from '../../../local/iam/collect.ts';
import { type IamRequest, isAllowed } from '../../../local/iam/evaluate.ts';
import { deployed, shortName, synthesised } from './deployed.ts';
import { FOR_ANY_FUNCTION, KEY, ONLY_FOR, type Temptation } from './temptations.ts';

vi.setConfig({ testTimeout: 60_000 });

const { policies, names } = deployed(synthesised());
const functions = [...policies.roles]
  .map(([name, role]) => [shortName(name), role] as const)
  .filter(([name]) => !name.includes('/'));

function may({ arn: principal, may: identity }: RolePolicies, asked: IamRequest): Promise<boolean> {
  const policy = [...policies.resources.values()].find(({ about }) => about === asked.resource);
  return isAllowed({ principal, identity }, asked, policy?.statements);
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
