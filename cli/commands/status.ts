import * as z from 'zod';
import type { ListedUser } from '../aws/users.ts';
import type { DeploymentCommand } from '../command.ts';
import type { Deployment } from '../dependencies.ts';
import { EXIT } from '../exit-codes.ts';
import { byUrgency, pendingVersion, type UserStatus, userStatus } from '../model/user-status.ts';
import { usersView } from '../views/users.ts';

const input = z.object({ user: z.string().optional() });

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
  async run({ deployment, command }, _input) {
    const { clock } = deployment;
    const users = await statusOfAll(deployment);
    const now = clock.now();
    const hasTrouble = users.some(({ state }) => state === 'attention');
    return {
      document: { at: new Date(now).toISOString(), users: users.map(asDocument) },
      text: (page) =>
        users.length === 0
          ? `No user is enrolled under ${deployment.names.prefix} in ${deployment.region}. Enrol one: ${command('enroll <user>')}`
          : usersView(users, now, page),
      exitCode: hasTrouble ? EXIT.attention : EXIT.ok,
    };
  },
};

/** What Secrets Manager tells of every user, those that need attention first. */
async function statusOfAll({ users, store, clock }: Deployment): Promise<readonly UserStatus[]> {
  const listed = await users();
  const found = await Promise.all(
    listed.map(async (user) => userStatus(user, await pendingSince(user, store), clock.now())),
  );
  return found.toSorted(byUrgency);
}

async function pendingSince({ key }: ListedUser, store: Deployment['store']): Promise<number | undefined> {
  const version = key === undefined ? undefined : pendingVersion(key);
  return key === undefined || version === undefined ? undefined : store.versionCreatedAt(key.arn, version);
}

/** Instants as ISO 8601, for `--json`. */
function asDocument({ rotatedAt, nextRotationAt, superseded, pending, ...rest }: UserStatus) {
  return {
    ...rest,
    ...(rotatedAt === undefined ? {} : { rotatedAt: iso(rotatedAt) }),
    ...(nextRotationAt === undefined ? {} : { nextRotationAt: iso(nextRotationAt) }),
    superseded: superseded.map(({ keyId, deadline }) => ({
      keyId,
      deadline: Number.isFinite(deadline) ? iso(deadline) : null,
    })),
    ...(pending === undefined
      ? {}
      : {
          pending: {
            version: pending.version,
            ...(pending.createdAt === undefined ? {} : { createdAt: iso(pending.createdAt) }),
          },
        }),
  };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
