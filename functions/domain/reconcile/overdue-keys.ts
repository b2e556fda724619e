import type { Observed } from './observed.ts';
import type { Finding } from './plan.ts';
import { protectedKeys } from './recorded.ts';

const HOUR = 3_600_000;

/** Both the run that was scheduled for the deadline and the daily run after it have failed to retire the key. */
const OVERDUE_AFTER_MS = 25 * HOUR;

/**
 * Superseded keys that outlive their deadline: whoever has such a secret can still sign in. From the tags alone, so that it is
 * found under a hold too, when emnify is not asked; a key that emnify no longer shows is gone.
 */
export function findingsOnOverdueKeys({ secret, account }: Observed, now: number): readonly Finding[] {
  const safe = protectedKeys(secret);
  const shown = account?.keys?.map(({ id }) => id);
  return [...secret.memory.superseded]
    .filter(([id, deadline]) => now - deadline > OVERDUE_AFTER_MS && !safe.has(id) && shown?.includes(id) !== false)
    .toSorted(([a], [b]) => a - b)
    .map(([keyId, deadline]) => ({
      kind: 'superseded-key-overdue',
      keyId,
      detail: `key ${keyId} was to be retired after ${new Date(deadline).toISOString()} and is not known to be gone: its secret may still sign in`,
    }));
}
