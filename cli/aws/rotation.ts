import { RotateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { callAws } from '../../functions/adapters/aws-call.ts';
import type { VersionId } from '../../functions/domain/identifiers.ts';

/** Asks for a rotation under the secret's own configuration; the same version again is the same rotation. @throws AwsError */
export async function startRotation(client: SecretsManagerClient, secretId: string, version: VersionId): Promise<void> {
  const command = new RotateSecretCommand({ SecretId: secretId, ClientRequestToken: version });
  await callAws('RotateSecret', { write: true }, command, (it) => client.send(it));
}
