import { ListSecretsCommand, RotateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { InvalidInput, UnreadableState } from '../../domain/errors.ts';
import type { FleetStore, ListedSecret, ListPage } from '../../domain/fleet/ports.ts';
import { VersionId } from '../../domain/identifiers.ts';
import { isOperatorsHold } from '../../domain/memory.ts';
import type { SecretStore } from '../../domain/ports.ts';
import { APP, userOfKeySecret } from '../../domain/secret-names.ts';
import { describeIssues } from '../../domain/secret-values.ts';
import { callAws } from '../aws-call.ts';
import { orMissing } from './missing.ts';

/** The most that ListSecrets gives at once (aws-model). */
const PAGE = 100;

const Listed = z.object({
  SecretList: z.array(
    z.object({
      Name: z.string(),
      Tags: z._default(z.array(z.object({ Key: z.string(), Value: z._default(z.string(), '') })), []),
      SecretVersionsToStages: z._default(z.record(VersionId, z.array(z.string())), {}),
      CreatedDate: z.optional(z.date()),
      LastRotatedDate: z.optional(z.date()),
    }),
  ),
  NextToken: z.optional(z.string()),
});

/**
 * @param client with timeouts and the retries that every call shall have
 * @param store over the same client
 */
export function createFleetStore({
  client,
  store,
  secretPrefix,
}: {
  readonly client: SecretsManagerClient;
  readonly store: SecretStore;
  readonly secretPrefix: string;
}): FleetStore {
  return {
    describe: (secretId) => store.describe(secretId),
    versionCreatedAt: (secretId, versionId) => store.versionCreatedAt(secretId, versionId),

    async listKeySecrets(from) {
      const command = new ListSecretsCommand({
        // Each filter must hold. A name is compared from its beginning on (aws-model, ListSecrets).
        Filters: [
          { Key: 'name', Values: [`${secretPrefix}/`] },
          { Key: 'tag-value', Values: [APP] },
        ],
        MaxResults: PAGE,
        ...(from === undefined ? {} : { NextToken: from }),
      });
      return parsePage(await callAws('ListSecrets', { write: false }, command, (it) => client.send(it)), secretPrefix);
    },

    async rotateAs(secretId, token) {
      const command = new RotateSecretCommand({ SecretId: secretId, ClientRequestToken: token });
      try {
        await callAws('RotateSecret', { write: true }, command, (it) => client.send(it));
      } catch (error) {
        throw orMissing(error);
      }
    },
  };
}

function parsePage(answer: unknown, secretPrefix: string): ListPage {
  const result = Listed.safeParse(answer);
  if (!result.success) throw new UnreadableState(`ListSecrets: ${describeIssues(result.error)}; please report it`);
  const { SecretList, NextToken } = result.data;
  const secrets = SecretList.flatMap((secret) => listed(secret, secretPrefix));
  return { secrets, ...(NextToken === undefined ? {} : { next: NextToken }) };
}

function listed(
  { Name, Tags, SecretVersionsToStages, CreatedDate, LastRotatedDate }: z.output<typeof Listed>['SecretList'][number],
  secretPrefix: string,
): readonly ListedSecret[] {
  // The filter compares beginnings and looks at every tag's value.
  if (!Tags.some(({ Key, Value }) => Key === 'app' && Value === APP)) return [];
  if (!Name.endsWith('/key')) return [];
  try {
    const user = userOfKeySecret(secretPrefix, Name);
    return [
      {
        user,
        versions: Object.keys(SecretVersionsToStages).map((id) => VersionId.parse(id)),
        ...(CreatedDate === undefined ? {} : { createdAt: CreatedDate.getTime() }),
        ...(LastRotatedDate === undefined ? {} : { lastRotatedAt: LastRotatedDate.getTime() }),
        isHeld: isOperatorsHold(new Map(Tags.map(({ Key, Value }) => [Key, Value]))),
      },
    ];
  } catch (error) {
    // Not the key secret of a user: a deployment under a longer prefix, or one made by hand.
    if (error instanceof InvalidInput) return [];
    throw error;
  }
}
