import * as z from 'zod';
import type { DeploymentCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { declined } from '../failures.ts';
import { oneUser, yesOption } from '../input.ts';
import { knownUser } from '../known-user.ts';
import { reportDocument } from '../model/documents.ts';
import { dryRun, exitCodeOf, reconcileNow } from '../reconciling.ts';
import { doneView, planView } from '../views/reconcile.ts';

const input = oneUser.extend({ yes: z.boolean().default(false) });

export const reconcile: DeploymentCommand<z.infer<typeof input>> = {
  usage: 'reconcile <user>',
  summary: 'make emnify match the secret and the policy, after asking',
  details: 'Shows the plan, asks, and lets reconcile-user carry it out. It runs every day by itself: this is for now.',
  examples: [
    ['reconcile alice', 'shows the plan and asks'],
    ['reconcile alice --yes --json', 'for a script'],
  ],
  options: [yesOption],
  input,
  async run(session, { user, yes }) {
    await knownUser(session, user);
    const planned = await dryRun(session, user);
    if (planned.plan.actions.length === 0) {
      return {
        document: reportDocument(planned),
        text: (page) => planView(planned, page),
        exitCode: planned.plan.findings.length === 0 ? EXIT.ok : EXIT.attention,
      };
    }
    session.say(`${planView(planned, session.page)}\n`);
    if (!yes && !(await session.ask.confirm('Do this now?', 'Add --yes.'))) throw declined();
    const report = await reconcileNow(session, user);
    return { document: reportDocument(report), text: (page) => doneView(report, page), exitCode: exitCodeOf(report) };
  },
};
