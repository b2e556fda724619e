import { NO_ATTEMPTS } from '../attempts.ts';
import { TryAgainLater } from '../errors.ts';
import { isActive, visibleKeys } from '../keys.ts';
import type { StoredKey } from '../secret-values.ts';
import { climbToActivated } from './activated.ts';
import type { Climb } from './climb.ts';
import { climbToStored, type Stored } from './stored.ts';

/** Climbs from wherever the version stands to *proven*: its key was seen active at emnify. */
export async function climbToProven(climb: Climb, pending: StoredKey | undefined): Promise<StoredKey> {
  const stored: Stored = pending === undefined ? await climbToStored(climb) : { key: pending, fresh: false };
  const evidence = await climbToActivated(climb, stored);
  if (evidence === 'answered') await seeActive(climb, stored.key);
  await climb.remember({
    proven: stored.key.keyId,
    attempts: NO_ATTEMPTS,
    ...(climb.memory.hold === undefined ? {} : { hold: 'none' }),
  });
  climb.record({ event: 'rung-reached', outcome: 'ok', rung: 'proven', keyId: stored.key.keyId });
  return stored.key;
}

/** Where emnify shows a list, the key must be active in it; where it shows none, its answer to the activation stands. */
async function seeActive(climb: Climb, key: StoredKey): Promise<void> {
  const account = await climb.account();
  const user = await climb.sending(() => account.user());
  if (visibleKeys(user) === undefined || isActive(user, key.keyId)) return;
  throw new TryAgainLater(
    `emnify accepted the activation of key ${key.keyId} and does not list it as active; the next call looks again`,
  );
}
