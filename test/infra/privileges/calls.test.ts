import { beforeAll, expect, test, vi } from 'vitest';
import { privileges } from '../../../infra/privileges/table.ts';
import { isAllowed } from '../../../local/iam/evaluate.ts';
import type { Decision } from '../../../local/iam/gate.ts';
import { deployed, shortName, synthesised } from './deployed.ts';
import { linesOf, linesOfRow } from './lines.ts';
import { type Played, played } from './stories.ts';

vi.setConfig({ hookTimeout: 120_000, testTimeout: 120_000 });

const stack = deployed(synthesised());
let told: Played;
beforeAll(async () => {
  told = await played(stack);
});

test('every call that a function makes is allowed to its role, and every story comes to its end', () => {
  expect(told.decisions.filter(({ allowed }) => !allowed)).toEqual([]);
  expect(told.broken).toEqual([]);
});

/** Each action of a role with every other kept: what the stories would miss without it. */
function withoutEach(role: string) {
  const { arn: principal, may } = stack.policies.roles.get(`emnify-mfa-${role}`) ?? { arn: '', may: [] };
  return may.flatMap((statement, index) =>
    statement.Action.map((action) => {
      const kept = { ...statement, Action: statement.Action.filter((other) => other !== action) };
      const identity = may.map((other, at) => (at === index ? kept : other)).filter(({ Action }) => Action.length > 0);
      return { action, line: linesOf({ ...statement, Action: [action] }).join(), asker: { principal, identity } };
    }),
  );
}

async function isMissed({ action, asker }: ReturnType<typeof withoutEach>[number], asked: readonly Decision[]) {
  for (const decision of asked) {
    if (decision.action === action && !(await isAllowed(asker, decision, keyPolicy(decision)))) return true;
  }
  return false;
}

function keyPolicy({ resource }: Decision) {
  return [...stack.policies.resources.values()].find(({ about }) => about === resource && about.includes(':kms:'))
    ?.statements;
}

const functions = [...stack.policies.roles.keys()].map(shortName).filter((name) => !name.includes('/'));

test.each(functions)(
  'nothing that %s may do is idle: without it a story fails, or the table says who else uses it',
  async (name) => {
    const asked = told.decisions.filter(({ caller }) => shortName(caller) === name);
    const idle = [];
    for (const removed of withoutEach(name)) if (!(await isMissed(removed, asked))) idle.push(removed.line);
    const usedByOthers = (privileges[name] ?? []).filter(({ usedBy }) => usedBy !== undefined);
    expect(idle.sort()).toEqual(usedByOthers.flatMap((row) => linesOfRow(row, stack.names)).sort());
  },
);
