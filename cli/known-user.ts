import type { UserSlug, VersionId } from '../functions/domain/identifiers.ts';
import { secretNames } from '../functions/domain/secret-names.ts';
import { SecretMissing } from '../functions/domain/store-errors.ts';
import { holding, type ListedUser } from './aws/users.ts';
import { type Failure, failed } from './failures.ts';
import { pendingVersion, type UserStatus, userStatus } from './model/user-status.ts';
import type { Session } from './session.ts';

/** A user that is enrolled: both secrets described, and what follows from that. */
export interface KnownUser {
  readonly keySecret: string;
  readonly listed: ListedUser & { readonly key: NonNullable<ListedUser['key']> };
  readonly status: UserStatus;
}

/** Looks without reading a secret. @throws Failure where there is no such user */
export async function knownUser(session: Session, user: UserSlug): Promise<KnownUser> {
  const { store, clock, names } = session.deployment;
  const { key: keySecret } = secretNames(names.prefix, user);
  const [key, version] = await Promise.all([
    store.describe(keySecret).catch((error: unknown) => {
      if (!(error instanceof SecretMissing)) throw error;
      return undefined;
    }),
    credentialsVersion(session, user),
  ]);
  if (key === undefined) throw notEnrolled(session, user, version !== undefined);
  if (key.awaitsDeletion) throw awaitsDeletion(names.prefix, user);
  const listed = { user, key, ...(version === undefined ? {} : { credentialsVersion: version }) };
  const pending = pendingVersion(key);
  const since = pending === undefined ? undefined : await store.versionCreatedAt(key.arn, pending);
  return { keySecret, listed, status: userStatus(listed, since, clock.now()) };
}

function notEnrolled({ deployment, command }: Session, user: UserSlug, hasCredentials: boolean): Failure {
  if (hasCredentials) {
    const next = `Finish it: ${command(`enroll ${user} --keep-credentials`)}`;
    return failed('not-enrolled', `Credentials of ${user} are stored, and the user is not enrolled.`, next);
  }
  return failed(
    'unknown-user',
    `There is no enrolled user ${user} under ${deployment.names.prefix} in ${deployment.region}.`,
    `See who there is: ${command('status')}\nEnrol: ${command(`enroll ${user}`)}`,
  );
}

/** The user was offboarded, and its secrets can still be restored. */
export function awaitsDeletion(prefix: string, user: UserSlug): Failure {
  const { key, credentials } = secretNames(prefix, user);
  const restore = [key, credentials].map((name) => `aws secretsmanager restore-secret --secret-id ${name}`);
  return failed(
    'awaits-deletion',
    `${user} was offboarded: its secrets await deletion.`,
    ['To take the user in again, restore them and enrol.', ...restore.map((it) => `Restore: ${it}`)].join('\n'),
  );
}

/** The version of the stored credentials; undefined where there are none. */
export async function credentialsVersion(
  { deployment: { store, names } }: Session,
  user: UserSlug,
): Promise<VersionId | undefined> {
  try {
    return holding(await store.describe(secretNames(names.prefix, user).credentials), 'AWSCURRENT');
  } catch (error) {
    if (error instanceof SecretMissing) return undefined;
    throw error;
  }
}
