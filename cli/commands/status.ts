import * as z from 'zod';
import { UserSlug } from '../../functions/domain/identifiers.ts';
import type { DeploymentCommand, Outcome } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { knownUser } from '../known-user.ts';
import { accountDocument, iso, statusDocument } from '../model/documents.ts';
import { statusOfAll } from '../model/status-of-all.ts';
import type { UserStatus } from '../model/user-status.ts';
import { dryRun } from '../reconciling.ts';
import type { Session } from '../session.ts';
import { userView } from '../views/user.ts';
import { usersView } from '../views/users.ts';

const input = z.object({ user: z.optional(UserSlug) });

export const status: DeploymentCommand<z.infer<typeof input>> = {
  usage: 'status [user]',
  summary: 'all users at a glance; of one user also keys, devices and findings',
  details:
    'Without a user: a table from what Secrets Manager tells without reading a secret, those that need attention first. ' +
    'With one: also its keys and devices at emnify and what a dry run of reconcile-user finds.',
  examples: [
    ['status', 'every user under the prefix'],
    ['status alice', 'one user, with keys and devices'],
    ['status --json | jq \'.users[] | select(.state == "attention")\'', 'for a script'],
  ],
  input,
  async run(session, { user }) {
    const { deployment, command } = session;
    const { clock } = deployment;
    if (user !== undefined) return statusOfOne(session, user);
    const users = await statusOfAll(deployment);
    const now = clock.now();
    const hasTrouble = users.some(({ state }) => state === 'attention');
    return {
      document: { at: iso(now), users: users.map((user) => statusDocument(user, command)) },
      text: (page) =>
        users.length === 0
          ? `No user is enrolled under ${deployment.names.prefix} in ${deployment.region}. Enrol one: ${command('enroll <user>')}`
          : usersView(users, { now, page, command }),
      exitCode: hasTrouble ? EXIT.attention : EXIT.ok,
    };
  },
};

async function statusOfOne(session: Session, user: UserSlug): Promise<Outcome> {
  const known = await knownUser(session, user);
  const report = await dryRun(session, user);
  const { account } = report.found;
  const found: UserStatus = report.plan.findings.length === 0 ? known.status : { ...known.status, state: 'attention' };
  const now = session.deployment.clock.now();
  return {
    document: {
      at: iso(now),
      ...statusDocument(found, session.command),
      ...(account && accountDocument(account)),
      ...report.plan,
    },
    text: (page) => userView(found, report, { now, page, command: session.command }),
    exitCode: found.state === 'attention' ? EXIT.attention : EXIT.ok,
  };
}
