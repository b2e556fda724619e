import { expect, test } from 'vitest';
import type { CloudAssembly } from '../../local/cloud-assembly/assembly.ts';
import { keyIdOf } from '../../local/subject.ts';
import { DeployedUser, synthesised } from './support/user.ts';

const DAY = 24 * 3_600_000;

/** Two rotations and a day: what is left of it that is not as it should be, in a few words; nothing where all is well. */
async function complaints(assembly: CloudAssembly): Promise<readonly string[]> {
  const user = await DeployedUser.of(assembly).catch((error: unknown) => String(error));
  if (typeof user === 'string') return [user];
  user.writeSecrets();
  await user.rotate();
  const { attempts } = user.secret;
  if (attempts.at(-1)?.outcome !== 'succeeded') return [`no rotation: ${attempts.at(-1)?.error}`];
  await user.deployment.stack.clock.advance(DAY / 2);
  await user.rotate();
  await user.deployment.stack.clock.advance(2 * DAY);
  const current = keyIdOf(user.secret.holding('AWSCURRENT'));
  const left = user.keys('active').filter((id) => id !== current);
  const failed = user.deployment.stack.invocations.failures.map(({ errorMessage }) => errorMessage);
  return [...user.denied, ...failed, ...left.map((id) => `key ${id} is not retired`)];
}

/** The assembly with its template's text changed, as a slip of the pen in infra/ changes it. */
async function edited(from: string | RegExp, to: string): Promise<CloudAssembly> {
  const assembly = await synthesised();
  const before = JSON.stringify(assembly.template);
  const after = before.replace(from, to);
  if (after === before) throw new Error(`expected the template to hold ${from}`);
  return { ...assembly, template: JSON.parse(after) };
}

/** The assembly without the resources of this type. */
async function without(type: string): Promise<CloudAssembly> {
  const { template, ...rest } = await synthesised();
  const Resources = Object.fromEntries(Object.entries(template.Resources).filter(([, { Type }]) => Type !== type));
  if (Object.keys(Resources).length === Object.keys(template.Resources).length) throw new Error(`expected a ${type}`);
  return { ...rest, template: { Resources } };
}

test('the template as it is gives nothing to complain of', async () => {
  expect(await complaints(await synthesised())).toEqual([]);
});

test.each([
  [
    'a variable under a wrong name',
    '"RECONCILE_USER_ARN"',
    '"RECONCILE_ARN"',
    /InvalidEnvironment.*RECONCILE_USER_ARN/,
  ],
  ['a right that is missing', '"secretsmanager:PutSecretValue",', '', /no rotation/],
  ['secrets of another prefix', /\/\*\/key-\?{6}/g, '/*/keys-??????', /no rotation/],
  ['a KMS key that may not be used', '"kms:GenerateDataKey"', '"kms:Sign"', /no rotation/],
  [
    'a role that schedules cannot assume',
    '"scheduler.amazonaws.com"',
    '"events.amazonaws.com"',
    /does not trust|not retired/,
  ],
  ['a role that cannot be passed on', '"iam:PassRole"', '"iam:GetRole"', /iam:PassRole/],
  ['another schedule group', '"SCHEDULE_GROUP":"emnify-mfa"', '"SCHEDULE_GROUP":"default"', /scheduler:CreateSchedule/],
  ['another runtime', /nodejs24\.x/g, 'nodejs20.x', /nodejs24\.x/],
  ['a handler of another name', /"index\.handler"/g, '"main.handler"', /index\.handler/],
])('%s is noticed', async (_, from, to, complaint) => {
  expect((await complaints(await edited(from, to))).join('\n')).toMatch(complaint);
});

test('a function without its permission for Secrets Manager is noticed', async () => {
  expect(await complaints(await without('AWS::Lambda::Permission'))).toEqual([
    expect.stringMatching(/AccessDenied.*does not let secretsmanager\.amazonaws\.com invoke it/),
  ]);
});

test('a schedule group that is not there is noticed', async () => {
  expect((await complaints(await without('AWS::Scheduler::ScheduleGroup'))).join()).toMatch(/not retired/);
});

test('a bundle that is not among the assets is noticed', async () => {
  const { assets, ...rest } = await synthesised();
  expect(await complaints({ ...rest, assets: new Map([...assets].slice(1)) })).toEqual([
    expect.stringMatching(/the assembly has no asset [0-9a-f]{64}\.zip/),
  ]);
});
