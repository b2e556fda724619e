import { defined, describe, identity, seconds, versionsToStages } from '../answers.ts';
import { invalidParameter, invalidRequest, SecretsManagerError } from '../errors.ts';
import type { Input } from '../input.ts';
import { CURRENT, type SecretRecord, sameValue, type Value } from '../record.ts';
import { alive, type Context, requireToken } from './context.ts';
import { givenValue, putVersion, tokenInUse } from './values.ts';

const DAY = 86_400_000;

export function createSecret({ store }: Context, input: Input<'CreateSecret'>) {
  const token = requireToken(input.ClientRequestToken);
  const value = givenValue(input);
  const existing = store.find(input.Name);
  if (existing !== undefined) return createAgain(existing, token, value);
  const now = store.now();
  const record: SecretRecord = {
    arn: store.arnFor(input.Name),
    name: input.Name,
    createdAt: now,
    changedAt: now,
    creationToken: token,
    versions: new Map(value === undefined ? [] : [[token, { id: token, createdAt: now, value }]]),
    labels: new Map(value === undefined ? [] : [[CURRENT, token]]),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.KmsKeyId === undefined ? {} : { kmsKeyId: input.KmsKeyId }),
    ...(input.Tags === undefined ? {} : { tags: new Map(input.Tags.map(({ Key, Value }) => [Key, Value])) }),
  };
  store.add(record);
  return created(record, token, value);
}

function createAgain(record: SecretRecord, token: string, value: Value | undefined) {
  if (record.deletionAt !== undefined) {
    throw invalidRequest(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  if (record.creationToken !== token) {
    throw new SecretsManagerError(
      'ResourceExistsException',
      `The operation failed because the secret ${record.name} already exists.`,
    );
  }
  if (!sameValue(record.versions.get(token)?.value, value)) throw tokenInUse(record, token);
  return created(record, token, value);
}

function created(record: SecretRecord, token: string, value: Value | undefined) {
  return defined({ ...identity(record), VersionId: value === undefined ? undefined : token });
}

export function describeSecret({ store }: Context, input: Input<'DescribeSecret'>) {
  const record = store.read(input.SecretId);
  return defined({ ...describe(record), VersionIdsToStages: versionsToStages(record) });
}

export function updateSecret(context: Context, input: Input<'UpdateSecret'>) {
  const token = requireToken(input.ClientRequestToken);
  const record = alive(context.store.get(input.SecretId));
  const value = givenValue(input);
  const changeMetadata = () => {
    if (input.Description !== undefined) record.description = input.Description;
    if (input.KmsKeyId !== undefined) record.kmsKeyId = input.KmsKeyId;
  };
  const written =
    value !== undefined && putVersion(context, 'UpdateSecret', record, token, value, [CURRENT], changeMetadata);
  if (!written) context.store.change(record, 'UpdateSecret', changeMetadata);
  return defined({ ...identity(record), VersionId: value === undefined ? undefined : token });
}

export function deleteSecret({ store, rotations }: Context, input: Input<'DeleteSecret'>) {
  const { RecoveryWindowInDays: window, ForceDeleteWithoutRecovery: force = false } = input;
  if (window !== undefined && force) {
    throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  }
  if (window !== undefined && (window < 7 || window > 30)) {
    throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  }
  const record = force ? store.find(input.SecretId) : alive(store.get(input.SecretId));
  const now = store.now();
  if (record === undefined) {
    // A forced delete of what does not exist succeeds (documented: force-delete-missing-secret).
    return { ARN: store.arnFor(input.SecretId), Name: input.SecretId, DeletionDate: seconds(now) };
  }
  const deletionAt = force ? now : now + (window ?? 30) * DAY;
  rotations.stop(record);
  if (force) store.remove(record);
  else {
    store.change(record, 'DeleteSecret', () => {
      record.deletionAt = deletionAt;
    });
    store.removeAt(record, deletionAt);
  }
  return { ...identity(record), DeletionDate: seconds(deletionAt) };
}

export function restoreSecret({ store, rotations }: Context, input: Input<'RestoreSecret'>) {
  const record = store.get(input.SecretId);
  store.change(record, 'RestoreSecret', () => {
    delete record.deletionAt;
  });
  rotations.reschedule(record);
  return identity(record);
}
