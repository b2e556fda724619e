import { Option } from 'commander';
import * as z from 'zod';
import { ApiUrl } from '../../functions/shared/settings.ts';
import { partitionOf } from '../aws/caller.ts';
import type { DeploymentCommand, Outcome } from '../command.ts';
import { carryOut, type Finding } from '../doctor/check.ts';
import { checksOf } from '../doctor/checks.ts';
import { EXIT } from '../exit-codes.ts';
import { permissionsFor, policyOf } from '../permissions.ts';
import type { Session } from '../session.ts';
import type { Page } from '../terminal.ts';

const input = z.object({ apiUrl: ApiUrl, policy: z.boolean().default(false) });

export const doctor: DeploymentCommand<z.infer<typeof input>> = {
  usage: 'doctor',
  summary: 'whether everything is there that the command and the functions need',
  details:
    'Looks at credentials, region, functions, permissions (and names the one that is missing), logs, emnify and its clock, a dry ' +
    'run of one user, and who receives alarms. Writes one line to the audit log, and changes nothing else. Whether emnify looks ' +
    'up key status and type as expected is not looked at here: every enrolment checks it before it changes anything.',
  examples: [
    ['doctor', 'a line for each thing'],
    [
      'doctor --policy',
      'the IAM policies of operators, of those who may also offboard and rotate all, and of code readers',
    ],
    ['doctor --api-url https://simforthings.bics.com', 'where emnify is sold under another name'],
  ],
  options: [
    new Option('--api-url <url>', 'where emnify is').default('https://cdn.emnify.net'),
    new Option('--policy', 'print what IAM has to allow instead, and look at nothing'),
  ],
  input,
  async run(session, { apiUrl, policy }) {
    if (policy) return printPolicies(session);
    const findings: Finding[] = [];
    for (const check of checksOf(session, session.deployment.apiUrl ?? apiUrl)) {
      const finding = await carryOut(check);
      findings.push(finding);
      session.say(findingView(finding, session.page));
    }
    const states = new Set(findings.map(({ state }) => state));
    const well = !states.has('failed') && !states.has('warning');
    return {
      document: { findings },
      text: (page) => (well ? page.good('All well.') : page.warn('Not all is well.')),
      exitCode: states.has('failed') ? EXIT.failed : well ? EXIT.ok : EXIT.attention,
    };
  },
};

async function printPolicies({ deployment: { names, region, caller } }: Session): Promise<Outcome> {
  const { arn, account } = await caller();
  const { operators, approvedActions, codeReaders } = permissionsFor({
    names,
    region,
    account,
    partition: partitionOf(arn),
  });
  const document = {
    operators: policyOf(operators),
    approvedActions: policyOf(approvedActions),
    codeReaders: policyOf(codeReaders),
  };
  return { document, text: () => JSON.stringify(document, null, 2), isData: true };
}

function findingView({ name, state, detail, next }: Finding, page: Page): string {
  const paint = { ok: page.good, warning: page.warn, failed: page.bad }[state];
  const lines = [`${paint(state.padEnd(7))}  ${name}: ${detail}`];
  if (next !== undefined) lines.push(`         ${next}`);
  return lines.join('\n');
}
