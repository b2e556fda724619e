import type { KeyId } from '../identifiers.ts';
import { isOldEnoughOrphan } from '../keys.ts';
import type { EmnifyKey } from '../ports.ts';
import type { Observed, ObservedAccount, ObservedSecret, ReconcilePolicy } from './observed.ts';
import type { Action, Finding, Plan } from './plan.ts';
import { currentKey, holder, managedKeys, protectedKeys } from './recorded.ts';

/** Which keys go, which get a deadline, and which only an operator can judge. */
export function planKeys(observed: Observed, policy: ReconcilePolicy, now: number): Plan {
  const { account, hold, secret } = observed;
  // A hold may have been raised after emnify was read.
  if (account === undefined || hold !== undefined) return { actions: [], findings: [] };
  const keys = (account.keys ?? []).toSorted((a, b) => a.id - b.id);
  const actions = [...keys.flatMap((key) => planKey(key, secret, account, policy, now)), ...untagGone(secret, account)];
  const deletable = mayDelete(secret, account);
  return {
    actions: actions.filter(({ kind }) => kind !== 'delete-key' || deletable),
    findings: [...findingsOnCurrent(secret, account), ...keys.flatMap((key) => findingsOnKey(key, secret, account))],
  };
}

/** No key is deleted unless AWSCURRENT's key is seen active in this same run, and it is known which key AWSPENDING has. */
function mayDelete(secret: ObservedSecret, account: ObservedAccount): boolean {
  const current = currentKey(secret);
  if (current === undefined || !isSeenActive(account, current.keyId)) return false;
  return holder(secret.versions, 'AWSPENDING')?.value.state !== 'unreadable';
}

function isSeenActive(account: ObservedAccount, id: KeyId): boolean {
  return account.keys?.some((key) => key.id === id && key.status === 'active') ?? false;
}

function planKey(
  key: EmnifyKey,
  secret: ObservedSecret,
  account: ObservedAccount,
  policy: ReconcilePolicy,
  now: number,
): readonly Action[] {
  if (protectedKeys(secret).has(key.id)) return [];
  if (key.status === 'pending') return isOrphan(key, secret, account) ? [sweep(key.id)] : [];
  if (key.status !== 'active' || !managedKeys(secret).has(key.id)) return [];
  const deadline = secret.memory.superseded.get(key.id);
  // Not a date: a tag that was changed by hand may be wrong about its key too.
  if (deadline !== undefined && !Number.isFinite(deadline)) return [];
  if (policy.endGrace) return [retire(key.id, 'AWSCURRENT has left it, and the grace period is ended on request')];
  if (deadline === undefined) return [supersede(key.id, now + policy.gracePeriodMs)];
  if (now < deadline) return [];
  return [retire(key.id, `AWSCURRENT has left it, and its grace period ended at ${iso(deadline)}`)];
}

/** Pending, old enough, and certainly recorded nowhere: a version that cannot be read might record it. */
function isOrphan(key: EmnifyKey, secret: ObservedSecret, account: ObservedAccount): boolean {
  if (managedKeys(secret).has(key.id)) return false;
  if (secret.versions.some(({ value }) => value.state === 'unreadable')) return false;
  return isOldEnoughOrphan(key, account.serverTime);
}

function retire(keyId: KeyId, why: string): Action {
  return { kind: 'delete-key', keyId, because: 'superseded', reason: `key ${keyId} is superseded: ${why}` };
}

function sweep(keyId: KeyId): Action {
  const reason = `key ${keyId} is pending and nothing records it: its secret was lost, so that it can never be used`;
  return { kind: 'delete-key', keyId, because: 'orphan', reason };
}

function supersede(keyId: KeyId, deadline: number): Action {
  const reason = `key ${keyId} is ours and active, and AWSCURRENT is not on it: it may be retired after ${iso(deadline)}`;
  return { kind: 'tag', keyId, deadline, reason };
}

/** A tag is removed once its key is gone for certain: a list is shown, and the key is not in it. */
function untagGone(secret: ObservedSecret, { keys }: ObservedAccount): readonly Action[] {
  if (keys === undefined) return [];
  const kept = new Set([...keys.map(({ id }) => id), ...protectedKeys(secret)]);
  return [...secret.memory.superseded.keys()]
    .filter((id) => !kept.has(id))
    .toSorted((a, b) => a - b)
    .map((keyId) => ({ kind: 'untag', keyId, reason: `key ${keyId} is gone at emnify: its tag has served` }));
}

function findingsOnCurrent(secret: ObservedSecret, account: ObservedAccount): readonly Finding[] {
  if (account.keys === undefined) {
    const detail =
      'emnify shows this user no list of keys: superseded keys cannot be retired safely, nor unmanaged ones be seen. ' +
      "Give the user's role the right to see its keys, or retire them in the portal";
    return [{ kind: 'keys-not-shown', detail }];
  }
  const current = currentKey(secret);
  if (current === undefined || isSeenActive(account, current.keyId)) return [];
  const detail =
    `the key of AWSCURRENT, ${current.keyId}, is not seen active at emnify: codes made from it may be refused. ` +
    'No key is deleted while that is so; rotate the user now';
  return [{ kind: 'current-key-missing', keyId: current.keyId, detail }];
}

function findingsOnKey(key: EmnifyKey, secret: ObservedSecret, account: ObservedAccount): readonly Finding[] {
  const keyId = key.id;
  const managed = managedKeys(secret).has(keyId);
  switch (key.status) {
    case 'active': {
      const detail = `key ${keyId} is active and not ours: whoever holds its secret can sign in. It is never deleted by us`;
      return managed ? [] : [{ kind: 'unmanaged-key', keyId, detail }];
    }
    case 'pending': {
      if (managed || (isOrphan(key, secret, account) && mayDelete(secret, account))) return [];
      if (key.createdAt === undefined) {
        const detail = `key ${keyId} is pending, nothing records it and it has no date: delete it in the portal if nobody is enrolling`;
        return [{ kind: 'undated-key', keyId, detail }];
      }
      const why = isOldEnoughOrphan(key, account.serverTime)
        ? 'it is kept while a version cannot be read or the key of AWSCURRENT is not seen active'
        : 'somebody may be enrolling this minute';
      const detail = `key ${keyId} is pending and nothing records it: ${why}`;
      return [{ kind: 'pending-key-unrecorded', keyId, detail }];
    }
    default: {
      const detail = `key ${keyId} has a status that no document names: it is left alone; look at it in the portal`;
      return [{ kind: 'unknown-key-status', keyId, detail }];
    }
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
