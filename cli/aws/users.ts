import { ListSecretsCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { callAws } from '../../functions/adapters/aws-call.ts';
import { parseDescription } from '../../functions/adapters/secrets-manager/answers.ts';
import { UserSlug, type VersionId } from '../../functions/domain/identifiers.ts';
import type { SecretDescription } from '../../functions/domain/ports.ts';

/** What Secrets Manager tells of one user without reading a secret. At least one of the two is there. */
export interface ListedUser {
  readonly user: UserSlug;
  readonly key?: SecretDescription;
  /** The version with AWSCURRENT of the credentials secret, where there is that secret. */
  readonly credentialsVersion?: VersionId;
}

/** All users under the prefix, by slug. @throws AwsError; UnreadableState */
export async function listUsers(client: SecretsManagerClient, prefix: string): Promise<readonly ListedUser[]> {
  const users = new Map<UserSlug, ListedUser>();
  let NextToken: string | undefined;
  do {
    const command = new ListSecretsCommand({
      Filters: [{ Key: 'name', Values: [`${prefix}/`] }],
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    const answer = await callAws('ListSecrets', { write: false }, command, (it) => client.send(it));
    for (const { SecretVersionsToStages, ...entry } of answer.SecretList ?? []) {
      const [user, kind] = (entry.Name ?? '').slice(prefix.length + 1).split('/');
      const slug = UserSlug.safeParse(user);
      if (!slug.success || (kind !== 'key' && kind !== 'credentials')) continue;
      const described = parseDescription({ ...entry, VersionIdsToStages: SecretVersionsToStages }, entry.Name ?? '');
      const known = users.get(slug.data) ?? { user: slug.data };
      users.set(slug.data, { ...known, ...(kind === 'key' ? { key: described } : credentials(described)) });
    }
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  return [...users.values()].toSorted((one, other) => (one.user < other.user ? -1 : 1));
}

function credentials({ labels }: SecretDescription): Pick<ListedUser, 'credentialsVersion'> {
  const version = holding({ labels }, 'AWSCURRENT');
  return version === undefined ? {} : { credentialsVersion: version };
}

/** The version that holds a label. */
export function holding({ labels }: Pick<SecretDescription, 'labels'>, label: string): VersionId | undefined {
  for (const [version, held] of labels) if (held.has(label)) return version;
  return undefined;
}
