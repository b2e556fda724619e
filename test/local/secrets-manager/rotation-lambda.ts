import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { FunctionCode } from '../../../local/lambda/registry.ts';
import type { Outcome } from '../../support/case-table/run.ts';
import { sendCall } from './client.ts';

const eventSchema = z.object({
  Step: z.string(),
  SecretId: z.string(),
  ClientRequestToken: z.string(),
  RotationToken: z.string(),
});

const described = z.object({
  RotationEnabled: z.boolean().optional(),
  VersionIdsToStages: z.record(z.string(), z.array(z.string())),
});
const value = z.object({ SecretString: z.string(), VersionStages: z.array(z.string()) });

export const behaviourSchema = z.union([
  z.enum(['record-only', 'standard', 'standard-clears-pending']),
  z.templateLiteral(['fails-in-', z.string()]),
]);
type LambdaBehaviour = z.infer<typeof behaviourSchema>;

/** The rotation function of the case tables (`@DefineRotationLambda`); every event it gets is added to `events`. */
export function rotationLambda(
  client: SecretsManagerClient,
  behaviour: LambdaBehaviour,
  events: unknown[],
): FunctionCode {
  return async (input) => {
    const event = eventSchema.parse(input);
    const { Step, SecretId, ClientRequestToken } = event;
    const labels = described.parse(answer(await sendCall(client, 'DescribeSecret', { SecretId }))).VersionIdsToStages;
    events.push({ ...event, ...(await surroundings(client, SecretId, ClientRequestToken)) });
    if (behaviour === 'record-only') return;
    if (behaviour === `fails-in-${Step}`) throw new Error(`The function was told to fail in ${Step}.`);
    if (Step === 'createSecret') {
      answer(await sendCall(client, 'GetSecretValue', { SecretId, VersionStage: 'AWSCURRENT' }));
      const pending = { SecretString: `rotated:${ClientRequestToken}`, VersionStages: ['AWSPENDING'] };
      answer(await sendCall(client, 'PutSecretValue', { SecretId, ClientRequestToken, ...pending }));
    }
    if (Step === 'finishSecret') {
      const [from] = Object.entries(labels).find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
      const move = { VersionStage: 'AWSCURRENT', RemoveFromVersionId: from, MoveToVersionId: ClientRequestToken };
      answer(await sendCall(client, 'UpdateSecretVersionStage', { SecretId, ...move }));
      if (behaviour !== 'standard-clears-pending') return;
      const remove = { VersionStage: 'AWSPENDING', RemoveFromVersionId: ClientRequestToken };
      answer(await sendCall(client, 'UpdateSecretVersionStage', { SecretId, ...remove }));
    }
  };
}

async function surroundings(client: SecretsManagerClient, SecretId: string, token: string) {
  const read = { SecretId, VersionId: token, VersionStage: 'AWSPENDING' };
  const pending = await sendCall(client, 'GetSecretValue', read);
  const secret = described.parse(answer(await sendCall(client, 'DescribeSecret', { SecretId })));
  return {
    pending: 'ok' in pending ? value.parse(pending.ok) : { error: pending.error.code },
    rotationEnabled: secret.RotationEnabled,
    stages: secret.VersionIdsToStages[token],
  };
}

function answer(outcome: Outcome): unknown {
  if ('ok' in outcome) return outcome.ok;
  throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
}
