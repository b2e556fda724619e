import { TryAgainLater } from '../errors.ts';
import type { KeyId } from '../identifiers.ts';
import { deletion } from '../journal.ts';
import { type DatedKey, isOldEnoughOrphan, unrecordedPending } from '../keys.ts';
import type { EmnifyAccount, EmnifyKey, EmnifyUser } from '../ports.ts';
import type { Climb } from './climb.ts';

/**
 * Looks at the user's keys, and deletes pending ones that nothing records and whose maker cannot be at work any more.
 * @throws TryAgainLater while such a key is young or undated: another invocation may be storing it this moment.
 */
export async function sweepOrphans(climb: Climb, account: EmnifyAccount): Promise<EmnifyUser> {
  const deleted = new Set<KeyId>();
  for (;;) {
    const user = await climb.user(account);
    if (unrecordedPending(user, deleted).length === 0) return user;
    // A read may have been stale: the version is read once more before a pending key is taken for an orphan.
    await climb.refuseIfStoredMeanwhile();
    const [orphan] = unrecordedPending(user, new Set([...deleted, ...(await climb.recordedKeys())]));
    if (orphan === undefined) return user;
    if (!isOldEnoughOrphan(orphan, account.serverTime())) throw tooYoung(orphan);
    takeAsAccepted(climb, account, orphan);
    const was = await climb.deleteKey(account, orphan.id);
    deleted.add(orphan.id);
    climb.record({ event: 'orphan-deleted', keyId: orphan.id, ...deletion(was) });
  }
}

function tooYoung(orphan: EmnifyKey): TryAgainLater {
  return new TryAgainLater(
    `key ${orphan.id} is pending, nothing records it, and it is ${orphan.createdAt === undefined ? 'undated' : 'too young'}: ` +
      'another invocation or a person may be at it. The next call looks again; if it stays, delete it in the emnify portal',
  );
}

/** A key made since our last attempt shows that the password was right: emnify's own count of failures began anew with it. */
function takeAsAccepted(climb: Climb, account: EmnifyAccount, { createdAt }: DatedKey): void {
  const resolution = 1000;
  // emnify dates the key by its own clock, the attempt is dated by ours.
  const ahead = account.serverTime() - climb.ports.clock.now();
  if (createdAt - ahead + resolution >= climb.memory.attempts.at) climb.accepted();
}
