import { randomUUID } from 'node:crypto';
import { CreateSecretCommand, PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { callAws } from '../../functions/adapters/aws-call.ts';
import type { UserSlug } from '../../functions/domain/identifiers.ts';
import type { SecretText } from '../../functions/domain/ports.ts';
import { secretNames, secretTags } from '../../functions/domain/secret-names.ts';
import { AwsError } from '../../functions/domain/store-errors.ts';
import { awaitsDeletion } from '../known-user.ts';

const WRITE = { write: true } as const;

/** Creates the credentials secret with its tags and key, or puts a new version into the one that is there. @throws AwsError */
export async function writeCredentials(
  client: SecretsManagerClient,
  { user, prefix, keyAlias, text }: { user: UserSlug; prefix: string; keyAlias: string; text: SecretText },
): Promise<void> {
  // One token for both: after a lost reply of the creation, the put of the same value is a no-op.
  const ClientRequestToken = randomUUID();
  const name = secretNames(prefix, user).credentials;
  const SecretString = text.reveal();
  const create = new CreateSecretCommand({
    Name: name,
    ClientRequestToken,
    Description: `emnify application token and password of ${user}`,
    KmsKeyId: keyAlias,
    SecretString,
    Tags: [...secretTags(user)].map(([Key, Value]) => ({ Key, Value })),
  });
  try {
    await callAws('CreateSecret', WRITE, create, (it) => client.send(it));
  } catch (error) {
    // "You tried to create the secret ... scheduled for deletion" is an InvalidRequestException (API reference, CreateSecret).
    if (error instanceof AwsError && error.code === 'InvalidRequestException') throw awaitsDeletion(prefix, user);
    if (!(error instanceof AwsError && error.code === 'ResourceExistsException')) throw error;
    const put = new PutSecretValueCommand({ SecretId: name, ClientRequestToken, SecretString });
    await callAws('PutSecretValue', WRITE, put, (it) => client.send(it));
  }
}
