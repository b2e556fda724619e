import { OperatorNeeded, TryAgainLater } from '../errors.ts';
import { deletion } from '../journal.ts';
import { onlyKeyIs, unrecordedPending } from '../keys.ts';
import type { EmnifyAccount } from '../ports.ts';
import type { Climb } from './climb.ts';

/**
 * emnify refused a second key. Where the strategy is `replace`, and everything shows that only the current key is in the
 * way, deletes it: a declared gap, from which the only way is forward.
 * @param mayHideAKey whether an earlier attempt was never answered: it may have made a key that no list shows, and then
 *   deleting the current one would open a gap that cannot be closed
 */
export async function makeRoom(climb: Climb, account: EmnifyAccount, mayHideAKey: boolean): Promise<void> {
  const { user } = climb.facts;
  const { current } = climb.situation;
  const seen = await climb.user(account);
  const [pending] = unrecordedPending(seen, new Set());
  if (pending !== undefined) {
    throw new TryAgainLater(
      `emnify refuses another key for ${user} while key ${pending.id} is pending; the next call looks again`,
    );
  }
  if (climb.policy.strategy === 'overlap') {
    throw new OperatorNeeded(
      `emnify refuses another key for ${user}: the account allows one at a time. Nothing was changed. ` +
        'Set ROTATION_STRATEGY=replace to let the rotation delete the current key first, with a gap of some seconds',
    );
  }
  if (mayHideAKey) {
    throw new OperatorNeeded(
      `emnify refuses another key for ${user}, and an earlier call was never answered: it may have made a key that no list ` +
        'shows. Nothing was changed. Delete such a key in the emnify portal if there is one, then `emnify-mfa release`',
    );
  }
  if (current.value.state !== 'key' || !onlyKeyIs(seen, current.value.keyId)) {
    throw new OperatorNeeded(
      `emnify refuses another key for ${user}, and it is not certain that only the current key is in the way. ` +
        'Nothing was changed. Delete what is not needed in the emnify portal, then rotate again',
    );
  }
  if ((await climb.sendingPassword(() => account.signIn())) !== 'mfa-required') {
    throw new OperatorNeeded(
      `emnify asked ${user} for no second factor although a key is active: look at the account in the emnify portal`,
    );
  }
  // Another invocation may have made a key since, which no list shows: then the gap could not be closed again.
  await climb.look();
  await climb.refuseIfStoredMeanwhile();
  // Inside the gap every attempt counts: the accepted password is put on record before.
  await climb.settleAttempts('the password was accepted');
  climb.record({
    event: 'declared-gap',
    outcome: 'ok',
    keyId: current.value.keyId,
    reason: 'the account allows one key: the current one is deleted before the new one is made',
  });
  const was = await climb.deleteKey(account, current.value.keyId);
  climb.record({ event: 'current-key-deleted', keyId: current.value.keyId, ...deletion(was) });
}
