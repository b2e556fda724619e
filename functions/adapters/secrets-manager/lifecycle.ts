import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretLifecycle } from '../../domain/ports.ts';
import { StoreOutcomeUnknown, StoreRefused } from '../../domain/store-errors.ts';
import { callAws } from '../aws-call.ts';
import { parseCreation, parseDeletion } from './answers.ts';
import { describe, isUnderWay } from './describe.ts';
import { isCoded, orMissing, rethrowMissing } from './missing.ts';

const WRITE = { write: true } as const;

/** @param client with timeouts and the retries that every call shall have */
export function createSecretLifecycle({ client }: { readonly client: SecretsManagerClient }): SecretLifecycle {
  return {
    async create({ name, versionId, text, tags, encryptionKeyArn }) {
      const command = new CreateSecretCommand({
        Name: name,
        // The token becomes the version's id, and makes a repeated creation with the same value the same one.
        ClientRequestToken: versionId,
        SecretString: text.reveal(),
        KmsKeyId: encryptionKeyArn,
        Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
      });
      try {
        return parseCreation(await callAws('CreateSecret', WRITE, command, (it) => client.send(it)), name);
      } catch (error) {
        if (isCoded(error, 'ResourceExistsException')) return undefined;
        throw error;
      }
    },

    async configureRotation(secretId, { functionArn, expression, duration }, { now }) {
      const command = new RotateSecretCommand({
        SecretId: secretId,
        RotationLambdaARN: functionArn,
        RotationRules: { ScheduleExpression: expression, Duration: duration },
        RotateImmediately: now,
      });
      try {
        await callAws('RotateSecret', WRITE, command, (it) => client.send(it));
        return 'configured';
      } catch (error) {
        if (!mayBeDone(error)) throw orMissing(error);
        if (!isUnderWay(await describe(client, secretId))) throw orMissing(error);
        return 'under-way';
      }
    },

    async cancelRotation(secretId) {
      const command = new CancelRotateSecretCommand({ SecretId: secretId });
      await callAws('CancelRotateSecret', WRITE, command, (it) => client.send(it)).catch(rethrowMissing);
    },

    async scheduleDeletion(secretId, recoveryDays) {
      const command = new DeleteSecretCommand({ SecretId: secretId, RecoveryWindowInDays: recoveryDays });
      try {
        return parseDeletion(await callAws('DeleteSecret', WRITE, command, (it) => client.send(it)), secretId);
      } catch (error) {
        if (!mayBeDone(error)) throw orMissing(error);
        // A secret that awaits deletion refuses another; after a lost reply the repetition is refused by what was asked for.
        if (!(await describe(client, secretId)).awaitsDeletion) throw orMissing(error);
        return undefined;
      }
    },
  };
}

/** Refused, perhaps because it is done already: where things stand tells. */
function mayBeDone(error: unknown): boolean {
  return error instanceof StoreRefused || error instanceof StoreOutcomeUnknown;
}
