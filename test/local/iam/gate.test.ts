import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ACCOUNT, REGION } from '../../../local/account.ts';
import type { Policies } from '../../../local/iam/collect.ts';
import { Gate } from '../../../local/iam/gate.ts';
import { EmbeddedStack } from '../../../local/stack.ts';
import { addAccount, writeSecrets } from '../../../local/subject.ts';

const KEY = 'emnify-mfa/alice/key';
const policies: Policies = {
  roles: new Map([
    [
      'reader',
      {
        arn: `arn:aws:iam::${ACCOUNT}:role/reader`,
        trust: [],
        may: [
          {
            Effect: 'Allow',
            Action: ['secretsmanager:GetSecretValue'],
            Resource: [`arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:emnify-mfa/*/key-??????`],
            Condition: { StringEquals: { 'secretsmanager:VersionStage': ['AWSCURRENT'] } },
          },
        ],
      },
    ],
  ]),
  resources: new Map(),
};

let stack: EmbeddedStack;
let gate: Gate;
beforeEach(async () => {
  stack = await EmbeddedStack.start();
  writeSecrets(stack, addAccount(stack));
  gate = new Gate(stack, policies);
  stack.script.guard = gate.guard;
});
afterEach(() => stack.close());

const as = (caller: string) => new SecretsManagerClient(stack.clientConfig('secretsmanager', caller));

test('what the role allows is done, and what it does not is refused by name, as AWS refuses it', async () => {
  const read = (VersionStage: string) => as('reader').send(new GetSecretValueCommand({ SecretId: KEY, VersionStage }));
  expect(await read('AWSCURRENT')).toMatchObject({ Name: KEY });
  await expect(read('AWSPREVIOUS')).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringMatching(
      /reader is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:/,
    ),
  });
  expect(gate.decisions.map(({ allowed }) => allowed)).toEqual([true, false]);
});

test('a refused call has no effect, and a call that is allowed is judged once however often it is made', async () => {
  const describe = () => as('reader').send(new DescribeSecretCommand({ SecretId: KEY }));
  await expect(describe()).rejects.toThrow(/not authorized/);
  await expect(describe()).rejects.toThrow(/not authorized/);
  expect(gate.decisions).toHaveLength(1);
});

test("an operator, who is no role of the stack, passes: an operator's rights are the account's matter", async () => {
  expect(await as(ACCOUNT).send(new DescribeSecretCommand({ SecretId: KEY }))).toMatchObject({ Name: KEY });
  expect(gate.decisions).toEqual([]);
});

test('a call of which it is not known what IAM asks is refused and not let through', async () => {
  const sts = new STSClient(stack.clientConfig('sts', 'reader'));
  await expect(sts.send(new GetCallerIdentityCommand())).rejects.toThrow();
});
