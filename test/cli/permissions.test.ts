import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { namesOf } from '../../cli/names.ts';
import { permissionsFor, policyOf } from '../../cli/permissions.ts';
import { ACCOUNT, REGION } from '../../local/account.ts';
import { isAllowed } from '../../local/iam/evaluate.ts';
import { PolicyDocument, type Statement } from '../../local/iam/statement.ts';
import { LocalStack } from './support/command.ts';
import { type Asked, askedOfIam } from './support/iam.ts';

const PERMISSIONS = permissionsFor({
  names: namesOf('emnify-mfa'),
  region: REGION,
  account: ACCOUNT,
  partition: 'aws',
});
const PRINCIPAL = 'arn:aws:iam::111122223333:role/operator';

let local: LocalStack;
/** What the commands asked of IAM, each question once. */
const asked = new Map<string, Asked>();

/** Of every command what makes its calls differ. */
const STORY = [
  'enroll alice --leave-keys --keep-credentials',
  'status',
  'status alice',
  'rotate alice',
  'plan alice',
  'reconcile alice --yes',
  'break stuck-dead-key',
  'recover alice --yes',
  'break unreadable-value',
  'recover alice --yes',
  'hold alice --reason x',
  'release alice --reason x',
  'rotate-fleet run --reason x --yes',
  'rotate-fleet run --follow',
  'rotate-fleet stopped --reason x --yes',
  'report',
  'doctor',
  'doctor --policy',
  'offboard alice --confirm alice',
];

function statements(who: keyof typeof PERMISSIONS): readonly Statement[] {
  return PolicyDocument.parse(policyOf(PERMISSIONS[who])).Statement;
}

/** The key's own policy leaves it to the account's, as the stack's does. */
const KEY_POLICY = PolicyDocument.parse({
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
}).Statement;

function mayDo(identity: readonly Statement[], question: Asked): Promise<boolean> {
  const ofKey = question.action.startsWith('kms:') ? KEY_POLICY : undefined;
  return isAllowed({ principal: PRINCIPAL, identity }, question, ofKey);
}

async function play(line: string): Promise<void> {
  const broken = /^break (\S+)$/.exec(line)?.[1];
  if (broken !== undefined) {
    await local.machine(`local break ${broken} alice`);
  } else if (line.endsWith('stopped --reason x --yes')) {
    const following = local.on(line);
    const { executions } = local.running.stack;
    const isRunning = () => executions.of(FLEET)[0]?.name === 'stopped_1';
    await vi.waitUntil(isRunning);
    expect(await local.on('rotate-fleet stopped --stop')).toMatchObject({ code: 0 });
    await following;
  } else {
    const { code, stderr } = await (line.startsWith('rotate-fleet') ? local.whileTimePasses(line) : local.on(line));
    expect([0, 3], `${line}: ${stderr}`).toContain(code);
  }
}

const FLEET = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:emnify-mfa-rotate-fleet`;

beforeAll(async () => {
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
  const { stack, accounts } = local.running;
  stack.script.guard = async (call, request) => {
    for (const question of await askedOfIam(stack, call, request)) asked.set(JSON.stringify(question), question);
    return undefined;
  };
  const { user, ...credentials } = accounts[0] ?? { user: '' };
  for (const again of ['', ' --replace-credentials']) {
    await local.on(`enroll ${user} --leave-keys${again}`, JSON.stringify(credentials));
  }
  for (const line of STORY) await play(line);
}, 60_000);

afterAll(() => local.close());

const all = () => [...statements('operators'), ...statements('approvedActions')];

describe('the policy of operators', () => {
  it('allows every call that the commands make, on what they make it, but what takes an approval', async () => {
    expect(asked.size).toBeGreaterThan(20);
    const refused = [];
    for (const question of asked.values()) {
      if (!(await mayDo(statements('operators'), question))) refused.push(`${question.action} ${question.resource}`);
    }
    const functionNamed = (name: string) =>
      `lambda:InvokeFunction arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
    expect(refused.toSorted()).toEqual(
      // Doctor asks whether codes may be read, which operators need not.
      ['emnify-mfa-issue-code', 'emnify-mfa-offboard-user', 'emnify-mfa-rotate-fleet:live'].map(functionNamed),
    );
  });

  it('allows these too, together with the policy of approved actions', async () => {
    const identity = all();
    const refused = [];
    for (const question of asked.values()) {
      if (!(await mayDo(identity, question))) refused.push(question);
    }
    // Doctor asks whether codes may be read, which operators need not.
    expect(refused).toEqual([
      expect.objectContaining({ action: 'lambda:InvokeFunction', resource: expect.stringContaining('issue-code') }),
    ]);
  });

  it('holds no statement that no command needs', async () => {
    const needless = [];
    for (const statement of all()) {
      for (const Action of statement.Action) {
        for (const Resource of statement.Resource ?? []) {
          const identity = [{ ...statement, Action: [Action], Resource: [Resource] }];
          const answers = [...asked.values()].filter(({ action }) => action === Action);
          const uses = await Promise.all(answers.map((each) => mayDo(identity, each)));
          if (!uses.includes(true)) needless.push(`${Action} on ${Resource}`);
        }
      }
    }
    expect(needless).toEqual([]);
  });

  it('lets nobody read a secret or make a code', () => {
    const actions = all().flatMap(({ Action }) => Action);
    expect(actions).not.toContain('secretsmanager:GetSecretValue');
    expect(
      all()
        .flatMap(({ Resource = [] }) => Resource)
        .join(),
    ).not.toContain('function:emnify-mfa-issue-code');
  });
});

const KEY = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:emnify-mfa/alice/key-AbCdEf`;
const CREDENTIALS = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:emnify-mfa/alice/credentials-AbCdEf`;
const ROTATE_KEY = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:emnify-mfa-rotate-key`;
const OURS = {
  'aws:ResourceTag/app': 'emnify-mfa-rotation',
  'secretsmanager:resource/AllowRotationLambdaArn': ROTATE_KEY,
};
const tagging = (...tagKeys: string[]) => ({
  action: 'secretsmanager:TagResource',
  resource: KEY,
  context: { ...OURS, ...(tagKeys.length === 0 ? {} : { 'aws:TagKeys': tagKeys }) },
});

describe('no operator', () => {
  it.each<[string, Asked]>([
    ['has a key retired that is not due', tagging('emnify-mfa:superseded/700')],
    ['forges a proof', tagging('emnify-mfa:proven', 'emnify-mfa:proof')],
    ['wipes attempts', tagging('emnify-mfa:attempts')],
    ['wipes attempts beside a hold', tagging('emnify-mfa:hold', 'emnify-mfa:attempts')],
    ['says whose token was seen', tagging('emnify-mfa:owner')],
    ["takes a secret out of the product's", tagging('app')],
    ['tags without saying what', tagging()],
    [
      'holds a secret that another function rotates',
      {
        ...tagging('emnify-mfa:hold'),
        context: { ...OURS, 'aws:TagKeys': ['emnify-mfa:hold'], ...rotatedBy('other') },
      },
    ],
    [
      'moves labels of a secret that another function rotates',
      { action: 'secretsmanager:UpdateSecretVersionStage', resource: KEY, context: { ...OURS, ...rotatedBy('other') } },
    ],
    [
      'hands a secret to another function',
      {
        action: 'secretsmanager:RotateSecret',
        resource: KEY,
        context: { ...OURS, 'secretsmanager:RotationLambdaARN': ROTATE_KEY.replace('rotate-key', 'other') },
      },
    ],
    [
      'changes when a secret is rotated',
      {
        action: 'secretsmanager:RotateSecret',
        resource: KEY,
        context: { ...OURS, 'secretsmanager:ModifyRotationRules': 'true' },
      },
    ],
    ['writes a key', { action: 'secretsmanager:PutSecretValue', resource: KEY, context: OURS }],
    [
      "writes a secret that is not the product's",
      { action: 'secretsmanager:PutSecretValue', resource: CREDENTIALS, context: {} },
    ],
    [
      'creates credentials under another name of app',
      {
        action: 'secretsmanager:CreateSecret',
        resource: CREDENTIALS,
        context: { 'aws:RequestTag/app': 'other', 'aws:TagKeys': ['app', 'emnify-mfa:user'] },
      },
    ],
  ])('%s', async (_what, question) => {
    expect(await mayDo(all(), question)).toBe(false);
  });
});

function rotatedBy(name: string) {
  return { 'secretsmanager:resource/AllowRotationLambdaArn': ROTATE_KEY.replace('rotate-key', name) };
}

it('the policy of code readers allows what `code` calls, and is used up by it', async () => {
  const { user, ...credentials } = local.running.accounts[1] ?? { user: '' };
  await local.on(`enroll ${user} --leave-keys`, JSON.stringify(credentials));
  asked.clear();
  expect(await local.on(`code ${user} --reason proof`)).toMatchObject({ code: 0 });
  const identity = statements('codeReaders');
  for (const question of asked.values()) {
    expect(await mayDo(identity, question), JSON.stringify(question)).toBe(true);
  }
  expect([...asked.values()].map(({ action }) => action).toSorted()).toEqual(
    identity.flatMap(({ Action }) => Action).toSorted(),
  );
});

it('`doctor --policy` prints all three', async () => {
  const { stdout } = await local.on('doctor --policy');
  expect(JSON.parse(stdout)).toEqual({
    operators: JSON.parse(JSON.stringify(policyOf(PERMISSIONS.operators))),
    approvedActions: JSON.parse(JSON.stringify(policyOf(PERMISSIONS.approvedActions))),
    codeReaders: JSON.parse(JSON.stringify(policyOf(PERMISSIONS.codeReaders))),
  });
});
