import type { z } from 'zod';
import type { DeploymentCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { oneUser } from '../input.ts';
import { knownUser } from '../known-user.ts';
import { reportDocument } from '../model/documents.ts';
import { dryRun } from '../reconciling.ts';
import { planView } from '../views/reconcile.ts';

export const plan: DeploymentCommand<z.infer<typeof oneUser>> = {
  usage: 'plan <user>',
  summary: 'what reconcile-user would do and why; changes nothing',
  details: 'A dry run of reconcile-user: keys to retire, devices to prune, a rotation to take up, and findings.',
  examples: [['plan alice', 'exits 3 where something is to be done or was found']],
  input: oneUser,
  async run(session, { user }) {
    await knownUser(session, user);
    const report = await dryRun(session, user);
    const isQuiet = report.plan.actions.length === 0 && report.plan.findings.length === 0;
    return {
      document: reportDocument(report),
      text: (page) => planView(report, page),
      exitCode: isQuiet ? EXIT.ok : EXIT.attention,
    };
  },
};
