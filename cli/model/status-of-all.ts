import type { ListedUser } from '../aws/users.ts';
import type { Deployment } from '../dependencies.ts';
import { byUrgency, pendingVersion, type UserStatus, userStatus } from './user-status.ts';

/** What Secrets Manager tells of every user without reading a secret, those that need attention first. @throws AwsError */
export async function statusOfAll({ users, store, clock }: Deployment): Promise<readonly UserStatus[]> {
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
