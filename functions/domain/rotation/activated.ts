import { BadCredentials, Conflict, NotFound, Refused } from '../emnify-errors.ts';
import { PendingKeyGone, TryAgainLater } from '../errors.ts';
import { findKey, isActive } from '../keys.ts';
import type { EmnifyAccount } from '../ports.ts';
import type { StoredKey } from '../secret-values.ts';
import { serverTimeStep } from '../server-time-step.ts';
import { type Climb, refuseOtherAccount } from './climb.ts';
import type { Stored } from './stored.ts';

/** How it is known that the key is active: emnify answered the activation, or a list showed it. */
export type Evidence = 'answered' | 'listed';

/** Climbs from *stored* to *activated*. One code at most. */
export async function climbToActivated(climb: Climb, { key, fresh }: Stored): Promise<Evidence> {
  const account = await climb.account();
  if (!fresh) {
    const user = await climb.user(account);
    // Of a first rotation there is no current key to tell: a pending one that is another account's would seem to be gone.
    refuseOtherAccount(climb.facts.user, 'pending', key.userId, user.id);
    if (isActive(user, key.keyId)) return 'listed';
  }
  const evidence = await activate(climb, account, key);
  climb.record({ event: 'rung-reached', outcome: 'ok', rung: 'activated', keyId: key.keyId });
  return evidence;
}

async function activate(climb: Climb, account: EmnifyAccount, key: StoredKey): Promise<Evidence> {
  try {
    await climb.attempting(() => sendCode(climb, account, key));
    climb.record({ event: 'key-activated', outcome: 'ok', keyId: key.keyId });
    return 'answered';
  } catch (error) {
    // A key activates once: the code of a lost call, or of another invocation, was accepted.
    if (error instanceof Conflict) return 'answered';
    if (error instanceof NotFound) return await dropIfGone(climb, account, key);
    if (!(error instanceof Refused || error instanceof BadCredentials)) throw error;
    if (isActive(await climb.user(account), key.keyId)) return 'listed';
    await climb.holdRefusedCode();
    throw error;
  }
}

async function sendCode(climb: Climb, account: EmnifyAccount, key: StoredKey): Promise<void> {
  const { clock, totp } = climb.ports;
  const { waitMs } = serverTimeStep(account.serverTime(), key.period);
  if (waitMs > 0) await clock.sleep(waitMs);
  await account.activateKey(key.keyId, totp.code(key, account.serverTime()));
}

/** emnify knows no such key. Unless its own list says otherwise, the version is worthless: a new rotation starts afresh. */
async function dropIfGone(climb: Climb, account: EmnifyAccount, key: StoredKey): Promise<never> {
  const { secretId, token } = climb.situation;
  const listed = findKey(await climb.user(account), key.keyId);
  if (listed !== undefined) {
    throw new TryAgainLater(`emnify answered that it has no key ${key.keyId}, and lists it; the next call looks again`);
  }
  await climb.ports.store.removePending(secretId, token);
  climb.record({ event: 'pending-key-gone', outcome: 'ok', keyId: key.keyId });
  throw new PendingKeyGone(
    `key ${key.keyId} of ${climb.facts.user} was deleted at emnify before it was activated; AWSPENDING was taken off its version, ` +
      'and AWSCURRENT is as it was: rotate again',
  );
}
