import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretDescription } from '../../domain/ports.ts';
import { callAws } from '../aws-call.ts';
import { parseDescription } from './answers.ts';
import { rethrowMissing } from './missing.ts';

/** @throws SecretMissing */
export async function describe(client: SecretsManagerClient, secretId: string): Promise<SecretDescription> {
  const command = new DescribeSecretCommand({ SecretId: secretId });
  const sent = callAws('DescribeSecret', { write: false }, command, (it) => client.send(it));
  return parseDescription(await sent.catch(rethrowMissing), secretId);
}

/** Whether a rotation has begun and not been completed: AWS then begins no other. */
export function isUnderWay({ labels }: SecretDescription): boolean {
  return [...labels.values()].some((held) => held.has('AWSPENDING') && !held.has('AWSCURRENT'));
}
