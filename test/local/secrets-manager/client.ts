import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  SecretsManagerServiceException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { REGION } from '../../../local/account.ts';
import type { Outcome } from '../../support/case-table/run.ts';

export function sdkClient(endpoint: string): SecretsManagerClient {
  return new SecretsManagerClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

type Send = (client: SecretsManagerClient, input: unknown) => Promise<unknown>;

/** The table's inputs break the SDK's types on purpose: whatever they hold is passed on as it is. */
const anything = z.custom<never>(() => true);

const SEND: Readonly<Record<string, Send>> = {
  CancelRotateSecret: (client, input) => client.send(new CancelRotateSecretCommand(anything.parse(input))),
  CreateSecret: (client, input) => client.send(new CreateSecretCommand(anything.parse(input))),
  DeleteSecret: (client, input) => client.send(new DeleteSecretCommand(anything.parse(input))),
  DescribeSecret: (client, input) => client.send(new DescribeSecretCommand(anything.parse(input))),
  GetSecretValue: (client, input) => client.send(new GetSecretValueCommand(anything.parse(input))),
  ListSecrets: (client, input) => client.send(new ListSecretsCommand(anything.parse(input))),
  ListSecretVersionIds: (client, input) => client.send(new ListSecretVersionIdsCommand(anything.parse(input))),
  PutSecretValue: (client, input) => client.send(new PutSecretValueCommand(anything.parse(input))),
  RestoreSecret: (client, input) => client.send(new RestoreSecretCommand(anything.parse(input))),
  RotateSecret: (client, input) => client.send(new RotateSecretCommand(anything.parse(input))),
  TagResource: (client, input) => client.send(new TagResourceCommand(anything.parse(input))),
  UntagResource: (client, input) => client.send(new UntagResourceCommand(anything.parse(input))),
  UpdateSecret: (client, input) => client.send(new UpdateSecretCommand(anything.parse(input))),
  UpdateSecretVersionStage: (client, input) => client.send(new UpdateSecretVersionStageCommand(anything.parse(input))),
};

/** Sends one call with the SDK. Throws what is no answer of the service. */
export async function sendCall(client: SecretsManagerClient, action: string, input: unknown): Promise<Outcome> {
  const send = SEND[action];
  if (send === undefined) throw new Error(`No command for ${action}: add it here.`);
  try {
    return { ok: await send(client, input) };
  } catch (error) {
    if (!(error instanceof SecretsManagerServiceException)) throw error;
    const { name, message, $metadata } = error;
    return { error: { code: name, message, httpStatus: $metadata.httpStatusCode } };
  }
}

const errorBody = z.object({ __type: z.string(), message: z.string() });

/** Sends one call without the SDK, which would add a ClientRequestToken. */
export async function sendRaw(url: string, action: string, input: unknown): Promise<Outcome> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}` },
    body: JSON.stringify(input),
  });
  const body: unknown = await response.json();
  if (response.ok) return { ok: body };
  const { __type: code, message } = errorBody.parse(body);
  return { error: { code, message, httpStatus: response.status } };
}
