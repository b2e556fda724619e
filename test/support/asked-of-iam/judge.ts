import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Privilege } from '../../../infra/privileges/privilege.ts';
import { privileges } from '../../../infra/privileges/table.ts';
import { ACCOUNT, ENCRYPTION_KEY_ARN, REGION, SCHEDULER_ROLE_ARN } from '../../../local/account.ts';
import { isAllowed } from '../../../local/iam/evaluate.ts';
import { PolicyDocument, type Statement } from '../../../local/iam/statement.ts';
import { FOLDER } from './folder.ts';

const NAME = 'emnify-mfa';

/** What the table's names stand for in the embedded stack. */
const NAMES: Readonly<Record<string, string>> = {
  account: ACCOUNT,
  region: REGION,
  prefix: NAME,
  name: NAME,
  encryptionKey: ENCRYPTION_KEY_ARN,
  schedulerRole: SCHEDULER_ROLE_ARN,
};

const Question = z.object({
  caller: z.string(),
  action: z.string(),
  resource: z.string(),
  context: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
});
type Question = z.output<typeof Question>;

/**
 * For all test files together: every call that a function makes in them must be allowed to its role. Judged by the table of
 * privileges, which `test/infra/privileges` holds to the template both ways.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'asked-of-iam-'));
  process.env[FOLDER] = folder;
  return async () => {
    const asked = await questions(folder);
    await rm(folder, { recursive: true });
    const refused = (await refusedOf(asked)).filter((question) => !isOfNoUser(question));
    if (asked.length > 0) process.stdout.write(`${asked.length} different calls of functions judged by their rights\n`);
    if (refused.length > 0) {
      throw new Error(
        `calls that the functions' roles do not allow:\n${refused.map((one) => JSON.stringify(one)).join('\n')}`,
      );
    }
  };
}

/**
 * A secret that is not there, or has no rotation function, is nobody's who is enrolled: what the functions would say of it, and IAM
 * refuses before, some tests ask all the same.
 */
function isOfNoUser({ action, resource, context }: Question): boolean {
  const reads = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];
  const isThere = context['aws:ResourceTag/app'] !== undefined;
  const isRotated = context['secretsmanager:resource/AllowRotationLambdaArn'] !== undefined;
  return reads.includes(action) && (!isThere || (/\/key-\w{6}$/.test(resource) && !isRotated));
}

async function questions(folder: string): Promise<readonly Question[]> {
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const lines = new Set(texts.join('').split('\n'));
  return [...lines].filter((line) => line !== '').map((line) => Question.parse(JSON.parse(line)));
}

async function refusedOf(asked: readonly Question[]): Promise<readonly Question[]> {
  const refused: Question[] = [];
  for (const question of asked) {
    const { caller } = question;
    const identity = (privileges[caller.slice(NAME.length + 1)] ?? []).map(statementOf);
    const principal = `arn:aws:iam::${ACCOUNT}:role/${caller}`;
    const ofKey = question.action.startsWith('kms:') ? KEY_POLICY : undefined;
    if (!(await isAllowed({ principal, identity }, question, ofKey))) refused.push(question);
  }
  return refused;
}

/** The key's own policy leaves it to the account's. */
const KEY_POLICY = PolicyDocument.parse({
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
}).Statement;

function statementOf({ effect, actions, on, when = {} }: Privilege): Statement {
  const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => NAMES[name] ?? '');
  const Condition = Object.fromEntries(
    Object.entries(when).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, values.map(filled)])),
    ]),
  );
  return { Effect: effect ?? 'Allow', Action: [...actions], Resource: on.map(filled), Condition };
}
