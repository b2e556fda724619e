import { atOnce } from '../at-once.ts';
import { describeHold } from '../attempts.ts';
import { UnreadableState } from '../errors.ts';
import type { VersionId } from '../identifiers.ts';
import { visibleKeys } from '../keys.ts';
import { readMemory } from '../memory.ts';
import type { SecretDescription, SecretStore } from '../ports.ts';
import { readKeyValue } from '../rotation/climb.ts';
import type { UserSession } from '../user-session.ts';
import type { Observed, ObservedAccount, ObservedSecret, ObservedVersion, VersionValue } from './observed.ts';
import { refuseForeignAccount } from './owner.ts';

/**
 * Looks at emnify first, then at the secret, so that a key which is stored in between is not taken for an orphan. Under a hold
 * emnify is not asked.
 */
export async function observe(session: UserSession): Promise<Observed> {
  const { user, keySecretId } = session.facts;
  const hold = await session.holdInForce();
  if (hold !== undefined) {
    return { user, hold: describeHold(hold), secret: await observeSecret(session.ports.store, keySecretId) };
  }
  const account = await observeAccount(session);
  const secret = await observeSecret(session.ports.store, keySecretId);
  if (account.userId !== undefined) refuseForeignAccount(user, secret, account.userId);
  // What was raised while emnify was read counts too.
  session.memory = secret.memory;
  const raised = await session.holdInForce();
  return raised === undefined ? { user, account, secret } : { user, hold: describeHold(raised), secret };
}

export async function observeAccount(session: UserSession): Promise<ObservedAccount> {
  const account = await session.account();
  // At once, and to the end of both: a refusal may still be putting its hold on record when the other one has failed.
  const [user, devices] = await atOnce([session.user(account), session.sending(() => account.trustedDevices())]);
  const keys = visibleKeys(user);
  return { userId: user.id, devices, serverTime: account.serverTime(), ...(keys === undefined ? {} : { keys }) };
}

/** @param seen versions whose values this run has read already: a version's content never changes (aws-model, PutSecretValue) */
export async function observeSecret(
  store: SecretStore,
  secretId: string,
  seen: readonly ObservedVersion[] = [],
): Promise<ObservedSecret> {
  const description = await store.describe(secretId);
  const versions = await Promise.all(
    [...description.labels].map(([id, labels]) =>
      observeVersion(store, description, id, labels, readAlready(seen, id)),
    ),
  );
  const { rotationEnabled, createdAt, nextRotationAt, rotationPeriodMs } = description;
  const { memory, unreadable } = readMemory(description.tags);
  return {
    memory,
    unreadableTags: unreadable,
    versions,
    rotationEnabled,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(nextRotationAt === undefined ? {} : { nextRotationAt }),
    ...(rotationPeriodMs === undefined ? {} : { rotationPeriodMs }),
  };
}

async function observeVersion(
  store: SecretStore,
  { arn }: SecretDescription,
  id: VersionId,
  labels: ReadonlySet<string>,
  seen: VersionValue | undefined,
): Promise<ObservedVersion> {
  const value = seen ?? (await observeValue(store, arn, id));
  const createdAt =
    labels.has('AWSPENDING') || value.state === 'enrolled' ? await store.versionCreatedAt(arn, id) : undefined;
  return { id, labels, value, ...(createdAt === undefined ? {} : { createdAt }) };
}

/** What was read of the version; a value that was not there, or could not be read, is looked for again. */
function readAlready(seen: readonly ObservedVersion[], id: VersionId): VersionValue | undefined {
  const value = seen.find((version) => version.id === id)?.value;
  return value?.state === 'key' || value?.state === 'enrolled' ? value : undefined;
}

async function observeValue(store: SecretStore, arn: string, id: VersionId): Promise<VersionValue> {
  try {
    const value = await readKeyValue(store, arn, id);
    if (value === undefined) return { state: 'none' };
    if (value.state === 'enrolled') return { state: 'enrolled', takeOver: value.takeOver };
    // The secret itself stays behind: plans, findings and reports need no more than its id and date.
    return { state: 'key', keyId: value.keyId, createdAt: value.createdAt, userId: value.userId };
  } catch (error) {
    if (error instanceof UnreadableState) return { state: 'unreadable' };
    throw error;
  }
}
