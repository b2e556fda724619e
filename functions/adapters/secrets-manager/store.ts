import {
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { InvalidInput } from '../../domain/errors.ts';
import type { VersionId } from '../../domain/identifiers.ts';
import type { SecretDescription, SecretStore } from '../../domain/ports.ts';
import { SecretMissing, StoreOutcomeUnknown, StoreRefused } from '../../domain/store-errors.ts';
import { callAws } from '../aws-call.ts';
import { parseVersion, parseVersionCreatedAt } from './answers.ts';
import { describe, isUnderWay } from './describe.ts';
import { isCoded, orMissing, rethrowMissing } from './missing.ts';

/** The namespace of the rotation's own tags; no other tag is ever written or removed. */
const TAG_PREFIX = 'emnify-mfa:';
/** Of one secret, and of one call: aws-model, TagResource. */
const MOST_TAGS = 50;

const READ = { write: false } as const;
const WRITE = { write: true } as const;

/** @param client with timeouts and the retries that every call shall have */
export function createSecretStore({ client }: { readonly client: SecretsManagerClient }): SecretStore {
  return {
    describe: (secretId) => describe(client, secretId),

    async read(secretId, version) {
      const command = new GetSecretValueCommand({
        SecretId: secretId,
        ...('versionId' in version ? { VersionId: version.versionId } : { VersionStage: version.stage }),
      });
      try {
        return parseVersion(await callAws('GetSecretValue', READ, command, (it) => client.send(it)), secretId);
      } catch (error) {
        // The same answer for a version without a value and for a secret that is not there; callers describe first.
        if (isCoded(error, 'ResourceNotFoundException')) return undefined;
        throw error;
      }
    },

    async versionCreatedAt(secretId, versionId) {
      // The labelled versions fit one page: a secret has at most 20 labels (aws-model, quotas), a page 100 versions.
      const command = new ListSecretVersionIdsCommand({ SecretId: secretId, MaxResults: 100 });
      const answer = await callAws('ListSecretVersionIds', READ, command, (it) => client.send(it)).catch(
        rethrowMissing,
      );
      return parseVersionCreatedAt(answer, secretId, versionId);
    },

    async rotate(secretId) {
      const command = new RotateSecretCommand({ SecretId: secretId });
      try {
        await callAws('RotateSecret', WRITE, command, (it) => client.send(it));
      } catch (error) {
        if (!(error instanceof StoreRefused)) throw orMissing(error);
        // AWS refuses while an earlier rotation is not complete: then there is one, which is what was asked for.
        if (!isUnderWay(await describe(client, secretId))) throw orMissing(error);
      }
    },

    async putPending(secretId, versionId, text) {
      const command = new PutSecretValueCommand({
        SecretId: secretId,
        // The token makes the version's id, and makes a repeated put of the same value a no-op.
        ClientRequestToken: versionId,
        SecretString: text.reveal(),
        VersionStages: ['AWSPENDING'],
      });
      try {
        await callAws('PutSecretValue', WRITE, command, (it) => client.send(it));
        return 'stored';
      } catch (error) {
        if (isCoded(error, 'ResourceExistsException')) return 'taken';
        throw orMissing(error);
      }
    },

    async moveCurrent(secretId, from, to) {
      const change = { VersionStage: 'AWSCURRENT', RemoveFromVersionId: from, MoveToVersionId: to };
      await moveLabel(client, secretId, change, ({ labels }) => labels.get(to)?.has('AWSCURRENT') === true);
    },

    async removePending(secretId, versionId) {
      const change = { VersionStage: 'AWSPENDING', RemoveFromVersionId: versionId };
      await moveLabel(client, secretId, change, ({ labels }) => labels.get(versionId)?.has('AWSPENDING') !== true);
    },

    async tag(secretId, tags) {
      if (tags.size === 0) return;
      checkTagKeys([...tags.keys()]);
      const Tags = [...tags].map(([Key, Value]) => ({ Key, Value }));
      const command = new TagResourceCommand({ SecretId: secretId, Tags });
      await callAws('TagResource', WRITE, command, (it) => client.send(it)).catch(rethrowMissing);
    },

    async untag(secretId, keys) {
      if (keys.length === 0) return;
      checkTagKeys(keys);
      const command = new UntagResourceCommand({ SecretId: secretId, TagKeys: [...keys] });
      await callAws('UntagResource', WRITE, command, (it) => client.send(it)).catch(rethrowMissing);
    },
  };
}

interface LabelChange {
  readonly VersionStage: string;
  readonly RemoveFromVersionId: VersionId;
  readonly MoveToVersionId?: VersionId;
}

/** After a lost reply AWS refuses the repeated call, since the label is no longer where it was: what counts is where it is. */
async function moveLabel(
  client: SecretsManagerClient,
  secretId: string,
  change: LabelChange,
  isDone: (description: SecretDescription) => boolean,
): Promise<void> {
  const command = new UpdateSecretVersionStageCommand({ SecretId: secretId, ...change });
  try {
    await callAws('UpdateSecretVersionStage', WRITE, command, (it) => client.send(it));
  } catch (error) {
    if (!(error instanceof StoreRefused || error instanceof StoreOutcomeUnknown)) throw error;
    const description = await describe(client, secretId).catch((unseen) => {
      throw unseen instanceof SecretMissing ? unseen : error;
    });
    if (!isDone(description)) throw error;
  }
}

function checkTagKeys(keys: readonly string[]): void {
  if (keys.length <= MOST_TAGS && keys.every((key) => key.startsWith(TAG_PREFIX))) return;
  throw new InvalidInput(
    `tags: expected at most ${MOST_TAGS} keys that begin with ${TAG_PREFIX}, got ${keys.length}: ${keys.slice(0, MOST_TAGS).join(', ')}`,
  );
}
