import { dateOnly, defined, identity, seconds } from '../answers.ts';
import { invalidParameter, invalidRequest, SecretsManagerError, valueNotFound } from '../errors.ts';
import type { Input } from '../input.ts';
import { CURRENT, labelsOf, moveCurrent, PENDING, type SecretRecord, sameValue, type Value } from '../record.ts';
import { alive, type Context, requireToken } from './context.ts';

/** "The total number of staging labels across all versions of a secret" (Secrets Manager quotas). */
const LABELS = 20;

export function getSecretValue({ store }: Context, input: Input<'GetSecretValue'>) {
  const record = alive(store.read(input.SecretId));
  const { VersionId, VersionStage } = input;
  const stage = VersionStage ?? CURRENT;
  const what = VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${VersionId}`;
  const version = record.versions.get(VersionId ?? record.labels.get(stage) ?? '');
  if (version === undefined) throw valueNotFound(what);
  if (VersionStage !== undefined && record.labels.get(VersionStage) !== version.id) {
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
  }
  if (version.value === undefined) throw valueNotFound(what);
  const now = store.now();
  const labels = labelsOf(record, version.id);
  record.accessedAt = dateOnly(now);
  version.accessedAt = dateOnly(now);
  return defined({
    ...identity(record),
    VersionId: version.id,
    ...version.value,
    VersionStages: labels.length === 0 ? undefined : labels,
    CreatedDate: seconds(version.createdAt),
  });
}

export function putSecretValue(context: Context, input: Input<'PutSecretValue'>) {
  const token = requireToken(input.ClientRequestToken);
  const record = alive(context.store.get(input.SecretId));
  const value = givenValue(input);
  if (value === undefined) throw invalidRequest('You must provide either SecretString or SecretBinary.');
  if (input.RotationToken !== undefined && !context.rotations.knows(record, input.RotationToken)) {
    throw new SecretsManagerError('AccessDeniedException', 'The RotationToken is not that of a rotation under way.');
  }
  putVersion(context, 'PutSecretValue', record, token, value, input.VersionStages ?? [CURRENT]);
  const labels = labelsOf(record, token);
  return defined({
    ...identity(record),
    VersionId: token,
    VersionStages: labels.length === 0 ? undefined : labels,
  });
}

/**
 * Gives the version `token` its value and labels, with whatever else the same write changes. Once written, a version keeps
 * its value: the same again writes nothing (false), another one is refused.
 */
export function putVersion(
  { store, rotations }: Context,
  action: string,
  record: SecretRecord,
  token: string,
  value: Value,
  stages: readonly string[],
  alsoChange: () => void = () => {},
): boolean {
  const existing = record.versions.get(token);
  if (existing?.value !== undefined) {
    if (!sameValue(existing.value, value)) throw tokenInUse(record, token);
    return false;
  }
  requireRoomFor(record, stages);
  const current = record.labels.get(CURRENT);
  store.change(record, action, () => {
    record.versions.set(token, { ...(existing ?? { id: token, createdAt: store.now() }), value });
    // The first version gets AWSCURRENT whatever is asked (documented: create-empty-then-put-awspending-also-gets-awscurrent).
    for (const stage of current === undefined ? new Set([CURRENT, ...stages]) : stages) {
      if (stage === CURRENT) leaveCurrentByPut(record, token);
      else record.labels.set(stage, token);
    }
    alsoChange();
    if (record.labels.get(CURRENT) !== current) rotations.valueChangedByHand(record);
  });
  return true;
}

/** A put that takes AWSCURRENT from a version takes AWSPENDING from it too (recorded: put-then-current-leaves-pending-version-behind). */
function leaveCurrentByPut(record: SecretRecord, to: string): void {
  const from = record.labels.get(CURRENT);
  moveCurrent(record, to);
  if (from !== to && record.labels.get(PENDING) === from) record.labels.delete(PENDING);
}

export function requireRoomFor(record: SecretRecord, stages: readonly string[]): void {
  if (new Set([...record.labels.keys(), ...stages]).size > LABELS) {
    throw new SecretsManagerError('LimitExceededException', `A secret can have at most ${LABELS} staging labels.`);
  }
}

/** @throws SecretsManagerError where both members are given */
export function givenValue(input: {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: string | undefined;
}): Value | undefined {
  const { SecretString, SecretBinary } = input;
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (SecretString !== undefined) return { SecretString };
  return SecretBinary === undefined ? undefined : { SecretBinary };
}

export function tokenInUse(record: SecretRecord, token: string): SecretsManagerError {
  return new SecretsManagerError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${record.arn}.`,
  );
}
