import { UnreadableState } from './errors.ts';
import type { VersionId } from './identifiers.ts';
import type { SecretStore } from './ports.ts';
import { type Credentials, parseCredentials } from './secret-values.ts';

export interface StoredCredentials {
  readonly versionId: VersionId;
  readonly value: Credentials;
}

/** The credentials that the operator stored last. @throws UnreadableState */
export async function readCredentials(store: SecretStore, credentialsId: string): Promise<StoredCredentials> {
  const version = await store.read(credentialsId, { stage: 'AWSCURRENT' });
  if (version === undefined) {
    throw new UnreadableState(
      `${credentialsId}: expected a value, and there is none; write it with \`emnify-mfa enroll\``,
    );
  }
  return { versionId: version.versionId, value: parseCredentials(version.text, credentialsId) };
}
