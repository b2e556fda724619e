import { describeHold } from '../attempts.ts';
import { OperatorNeeded } from '../errors.ts';
import type { UserSlug } from '../identifiers.ts';
import { asideFromOffboarding, tagsOf } from '../memory.ts';
import type { EmnifyAccount, SecretDescription, SecretLifecycle } from '../ports.ts';
import { observeSecret } from '../reconcile/observe.ts';
import type { ObservedSecret } from '../reconcile/observed.ts';
import type { ScheduleRemoval } from '../schedules.ts';
import { findSecret, secretNames } from '../secret-names.ts';
import { KEYS_DELETED_TAG, OFFBOARDING_TAG } from '../tag-names.ts';
import { type SessionPorts, UserSession } from '../user-session.ts';
import { deleteKeys, signInToDelete } from './delete-keys.ts';
import { keysToDelete, recordedKeys } from './recorded-keys.ts';
import type { OffboardingAnswer, OffboardingRequest } from './request.ts';
import { settledSecret } from './settled.ts';

export interface OffboardingPorts extends SessionPorts {
  readonly lifecycle: Pick<SecretLifecycle, 'cancelRotation' | 'scheduleDeletion'>;
  readonly schedules: ScheduleRemoval;
}

/** The longest that AWS allows (API model, DeleteSecret). */
const RECOVERY_DAYS = 30;

/** What there is of a user. `secret` is absent where the key secret cannot be read any more, or never was there. */
interface Found {
  readonly key: SecretDescription | undefined;
  readonly credentials: SecretDescription | undefined;
  readonly secret: ObservedSecret | undefined;
}

/**
 * Ends the rotation of a user: holds whatever is under way, then removes in an order in which what is still needed goes last:
 * rotation, schedules, keys (where asked for), key secret, credentials. The same request again goes on where an earlier one stopped.
 *
 * Without `deleteKeys` the current key stays valid at emnify, and its secret can be restored for 30 days. With it the account
 * is left without our second factor: with no other key it signs in with the password alone. Unmanaged keys are never deleted.
 *
 * @throws RotationError
 */
export async function offboard(
  request: OffboardingRequest,
  ports: OffboardingPorts,
  { secretPrefix }: { readonly secretPrefix: string },
): Promise<OffboardingAnswer> {
  const { user } = request;
  const names = secretNames(secretPrefix, user);
  const found = await find(names, user, ports);
  const signedIn = request.deleteKeys ? await signIn(found, names, user, ports) : undefined;

  await hold(found, request, ports);
  const rotationCancelled = await cancelRotation(found, user, ports);
  const schedules = await ports.schedules.removeAll(user, recordedKeys(found.secret));
  for (const name of schedules) ports.journal.record({ event: 'schedule-deleted', user, outcome: 'ok', reason: name });
  const keys =
    signedIn === undefined ? await leaveKeys(found, user, ports) : await deleteKeys(signedIn.session, signedIn.account);
  const secrets = [];
  for (const description of [found.key, found.credentials]) {
    if (description !== undefined) secrets.push(await deleteSecret(description, user, ports));
  }
  return { user, rotationCancelled, schedules: [...schedules], keys, secrets };
}

/** @throws OperatorNeeded where there is nothing of this user */
async function find(
  names: ReturnType<typeof secretNames>,
  user: UserSlug,
  { store }: OffboardingPorts,
): Promise<Found> {
  const [key, credentials] = await Promise.all([
    findSecret(store, names.key, user),
    findSecret(store, names.credentials, user),
  ]);
  if (key === undefined && credentials === undefined) {
    throw new OperatorNeeded(
      `${user}: expected a user who was enrolled, and there is neither ${names.key} nor ${names.credentials}`,
    );
  }
  const secret = key === undefined || key.awaitsDeletion ? undefined : await observeSecret(store, names.key);
  return { key, credentials, secret };
}

/**
 * Signs in, so that what forbids deleting keys is known before anything is changed.
 * @returns undefined where there are no keys of ours, or an earlier call has deleted them
 */
async function signIn(
  { key, credentials, secret }: Found,
  names: ReturnType<typeof secretNames>,
  user: UserSlug,
  ports: OffboardingPorts,
): Promise<{ readonly session: UserSession; readonly account: EmnifyAccount } | undefined> {
  if (key === undefined || (secret === undefined && areKeysDeleted(key))) return undefined;
  if (secret === undefined) throw deletedBefore(names.key);
  if (credentials === undefined || credentials.awaitsDeletion) throw deletedBefore(names.credentials);
  const facts = { user, keySecretId: names.key, credentialsId: names.credentials };
  const session = new UserSession(ports, facts, asideFromOffboarding(secret.memory));
  return { session, account: await signInToDelete(session, secret) };
}

/** Of a key that was rotated in later, after the secret was restored, the tag says nothing. */
function areKeysDeleted({ tags, lastRotatedAt = 0 }: SecretDescription): boolean {
  return Date.parse(tags.get(KEYS_DELETED_TAG) ?? '') > lastRotatedAt;
}

function deletedBefore(name: string): OperatorNeeded {
  return new OperatorNeeded(
    `expected ${name}, to delete keys at emnify, and it is deleted: nothing was changed. Restore it ` +
      `(aws secretsmanager restore-secret --secret-id ${name}), or delete the keys in the portal`,
  );
}

/** From here on a rotation or a reconcile that is under way sends nothing more: what it left is seen, and nothing comes after it. */
async function hold({ key }: Found, { user, deleteKeys }: OffboardingRequest, { store, journal }: OffboardingPorts) {
  if (key === undefined || key.awaitsDeletion) return;
  const offboarding = deleteKeys ? 'delete-keys' : 'keep-keys';
  if (key.tags.get(OFFBOARDING_TAG) === offboarding) return;
  await store.tag(key.name, tagsOf({ offboarding }));
  const reason = describeHold({ kind: 'offboarding', deletesKeys: deleteKeys });
  journal.record({ event: 'hold-raised', user, outcome: 'ok', reason });
}

async function cancelRotation({ key }: Found, user: UserSlug, { lifecycle, journal }: OffboardingPorts) {
  if (key === undefined || key.awaitsDeletion || !key.rotationEnabled) return false;
  await lifecycle.cancelRotation(key.name);
  journal.record({ event: 'rotation-cancelled', user, outcome: 'ok' });
  return true;
}

async function leaveKeys(
  { key, secret }: Found,
  user: UserSlug,
  ports: OffboardingPorts,
): Promise<OffboardingAnswer['keys']> {
  const { store, journal } = ports;
  if (key === undefined) return { deleted: [], left: [] };
  if (secret === undefined) return areKeysDeleted(key) ? { deleted: [], left: [] } : { deleted: [] };
  const settled = await settledSecret({ user, keySecretId: key.name }, ports);
  // Of an earlier life of the secret, or of a call that asked for more than this one.
  if (key.tags.has(KEYS_DELETED_TAG)) {
    await store.untag(key.name, [KEYS_DELETED_TAG]);
    journal.record({ event: 'keys-deleted-tag-removed', user, outcome: 'ok' });
  }
  return { deleted: [], left: [...keysToDelete(settled)] };
}

async function deleteSecret(
  { name, awaitsDeletion }: SecretDescription,
  user: UserSlug,
  { lifecycle, journal }: OffboardingPorts,
): Promise<OffboardingAnswer['secrets'][number]> {
  if (awaitsDeletion) return { name };
  const until = await lifecycle.scheduleDeletion(name, RECOVERY_DAYS);
  const date = until === undefined ? undefined : new Date(until).toISOString();
  const reason = date === undefined ? name : `${name}, recoverable until ${date}`;
  journal.record({ event: 'secret-deletion-scheduled', user, outcome: 'ok', reason });
  return { name, ...(date === undefined ? {} : { recoverableUntil: date }) };
}
