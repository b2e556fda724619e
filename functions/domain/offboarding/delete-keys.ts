import { OperatorNeeded, TryAgainLater } from '../errors.ts';
import { deletion } from '../journal.ts';
import { visibleKeys } from '../keys.ts';
import { asideFromOffboarding, readMemory } from '../memory.ts';
import type { EmnifyAccount } from '../ports.ts';
import type { ObservedSecret } from '../reconcile/observed.ts';
import { refuseForeignAccount } from '../reconcile/owner.ts';
import { KEYS_DELETED_TAG } from '../tag-names.ts';
import type { UserSession } from '../user-session.ts';
import { keysToDelete } from './recorded-keys.ts';
import type { OffboardingAnswer } from './request.ts';
import { settledSecret } from './settled.ts';

/**
 * Everything that could forbid deleting keys, before anything is changed.
 * @throws HoldInForce; OperatorNeeded where a value cannot be read or the credentials are another account's
 */
export async function signInToDelete(session: UserSession, secret: ObservedSecret): Promise<EmnifyAccount> {
  const { user, keySecretId } = session.facts;
  const unreadable = [
    ...secret.unreadableTags,
    ...secret.versions.filter(({ value }) => value.state === 'unreadable').map(({ id }) => `version ${id}`),
  ];
  if (unreadable.length > 0) {
    throw new OperatorNeeded(
      `${keySecretId}: expected to read which keys are managed, and cannot read ${unreadable.join('; ')}: nothing was changed. ` +
        'Correct it, or offboard without deleteKeys and delete the keys in the portal',
    );
  }
  const account = await session.account();
  const found = await session.user(account);
  refuseForeignAccount(user, secret, found.id);
  return account;
}

/**
 * Deletes the managed keys at emnify and puts on record that none is left.
 * @throws HoldInForce; TryAgainLater where a rotation that was under way has stored another key meanwhile, or emnify still shows one
 */
export async function deleteKeys(session: UserSession, account: EmnifyAccount): Promise<OffboardingAnswer['keys']> {
  const { clock, store } = session.ports;
  const { keySecretId, user } = session.facts;
  const due = keysToDelete(await settledSecret(session.facts, session.ports));
  for (const keyId of due) {
    // What an operator says meanwhile counts: the last key that goes is the one that people use.
    session.memory = asideFromOffboarding(readMemory((await store.describe(keySecretId)).tags).memory);
    await session.refuseUnderHold();
    const was = await session.deleteKey(account, keyId);
    session.record({ event: 'managed-key-deleted', keyId, ...deletion(was) });
  }
  const shown = visibleKeys(await session.user(account))?.map(({ id }) => id);
  const left = [...keysToDelete(await settledSecret(session.facts, session.ports)).filter((id) => !due.includes(id))];
  left.push(...due.filter((id) => shown?.includes(id)));
  if (left.length > 0) {
    throw new TryAgainLater(`${user}: key ${left.join(', ')} is there still or anew; offboard again to delete it`);
  }
  await store.tag(keySecretId, new Map([[KEYS_DELETED_TAG, new Date(clock.now()).toISOString()]]));
  session.record({ event: 'keys-deleted-tag-set', outcome: 'ok' });
  return { deleted: [...due], left: [], ...(shown === undefined ? {} : { remaining: shown }) };
}
