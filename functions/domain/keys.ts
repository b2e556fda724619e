import type { KeyId } from './identifiers.ts';
import { INVOCATION_MS } from './invocation-time.ts';
import type { EmnifyKey, EmnifyUser } from './ports.ts';

/**
 * The user's keys, where the list can be believed: emnify showed at least one. An absent or empty list proves nothing, since
 * which roles see it is open (emnify-api.md, "Operations").
 */
export function visibleKeys(user: EmnifyUser): readonly EmnifyKey[] | undefined {
  return user.keys === undefined || user.keys.length === 0 ? undefined : user.keys;
}

export function findKey(user: EmnifyUser, id: KeyId): EmnifyKey | undefined {
  return user.keys?.find((key) => key.id === id);
}

export function isActive(user: EmnifyUser, id: KeyId): boolean {
  return findKey(user, id)?.status === 'active';
}

/** Pending keys that no labelled version and no tag records. */
export function unrecordedPending(user: EmnifyUser, recorded: ReadonlySet<KeyId>): readonly EmnifyKey[] {
  return (user.keys ?? []).filter((key) => key.status === 'pending' && !recorded.has(key.id));
}

/**
 * How long a pending key that nothing records is left alone: the time an invocation may still need to store it (its timeout,
 * 60 s), and a margin for the one-second resolution of emnify's dates and clock.
 */
const ORPHAN_AGE_MS = INVOCATION_MS + 3_000;

/** A key of which emnify tells when it was made. */
export type DatedKey = EmnifyKey & { readonly createdAt: number };

/** Whether no invocation can still be storing this pending key. Without a date, nobody knows: then it is not old enough. */
export function isOldEnoughOrphan(key: EmnifyKey, serverTime: number): key is DatedKey {
  return key.createdAt !== undefined && serverTime - key.createdAt > ORPHAN_AGE_MS;
}

/** Whether deleting AWSCURRENT's key would make room and nothing else: it is the one key shown, and active. */
export function onlyKeyIs(user: EmnifyUser, id: KeyId): boolean {
  const [key, ...others] = user.keys ?? [];
  return key?.id === id && key.status === 'active' && others.length === 0;
}
