import type { KeyId } from '../identifiers.ts';
import type { ObservedSecret } from '../reconcile/observed.ts';
import { currentKey, holder, managedKeys } from '../reconcile/recorded.ts';

/** Every id that the secret records: each may have a schedule that retires it. */
export function recordedKeys(secret: ObservedSecret | undefined): ReadonlySet<KeyId> {
  return secret === undefined ? new Set() : managedKeys(secret);
}

/**
 * The keys that are ours to delete, AWSCURRENT's last, so that a crash in between leaves the one that people use. Keys that an
 * enrolment would take over at its first rotation are still those of whoever made them.
 */
export function keysToDelete(secret: ObservedSecret): readonly KeyId[] {
  const current = holder(secret.versions, 'AWSCURRENT')?.value;
  const notYetOurs = new Set(current?.state === 'enrolled' ? current.takeOver : []);
  const last = currentKey(secret)?.keyId;
  const others = [...managedKeys(secret)].filter((id) => id !== last && !notYetOurs.has(id));
  return last === undefined ? others : [...others, last];
}
