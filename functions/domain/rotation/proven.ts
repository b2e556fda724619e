import { NO_ATTEMPTS } from '../attempts.ts';
import { TryAgainLater } from '../errors.ts';
import type { KeyId, VersionId } from '../identifiers.ts';
import { visibleKeys } from '../keys.ts';
import type { Memory } from '../memory.ts';
import type { StoredKey } from '../secret-values.ts';
import { climbToActivated } from './activated.ts';
import type { Climb } from './climb.ts';
import { climbToStored, type Stored } from './stored.ts';
import { recordSuperseded } from './superseding.ts';

/** A proof made longer ago than this is looked at again before AWSCURRENT moves to its key. */
const PROOF_LIFETIME_MS = 15 * 60_000;

/** The key that the tags prove for this version, in one reading: the steps after the one that climbed need no more. */
export function provenKey({ proven, proof }: Memory, token: VersionId, now: number): KeyId | undefined {
  if (proof === undefined || proof.versionId !== token || proof.keyId !== proven) return undefined;
  return now - proof.at < PROOF_LIFETIME_MS ? proven : undefined;
}

/**
 * Climbs from wherever the version stands to *proven*: its key was seen active at emnify.
 * @returns the key's id
 */
export async function climbToProven(climb: Climb, pending: StoredKey | undefined): Promise<KeyId> {
  const stored: Stored = pending === undefined ? await climbToStored(climb) : { key: pending, fresh: false };
  const evidence = await climbToActivated(climb, stored);
  const seenAt = climb.ports.clock.now();
  if (evidence === 'answered') await seeActive(climb, stored.key);
  const stray = strayKey(climb, stored.key);
  await climb.remember({
    proven: stored.key.keyId,
    proof: { keyId: stored.key.keyId, versionId: climb.situation.token, at: seenAt },
    attempts: NO_ATTEMPTS,
    ...(await climb.endOfHold()),
    superseded: stray,
  });
  recordSuperseded(climb, stray);
  climb.record({ event: 'rung-reached', outcome: 'ok', rung: 'proven', keyId: stored.key.keyId });
  return stored.key.keyId;
}

/**
 * A key that an earlier rotation activated, and that is neither current nor superseded: its version lost its label by hand. The
 * `proven` tag alone records it, so it is superseded before that is overwritten.
 */
function strayKey(climb: Climb, key: StoredKey): ReadonlyMap<KeyId, number> {
  const { proven, superseded } = climb.memory;
  const { value } = climb.situation.current;
  const isCurrent = value.state === 'key' && value.keyId === proven;
  if (proven === undefined || proven === key.keyId || isCurrent || superseded.has(proven)) return new Map();
  return new Map([[proven, climb.ports.clock.now() + climb.policy.gracePeriodMs]]);
}

/** emnify answered the activation; where it shows the user's keys too, they must not say otherwise. */
async function seeActive(climb: Climb, key: StoredKey): Promise<void> {
  const account = await climb.account();
  const keys = visibleKeys(await climb.user(account));
  if (keys === undefined) return;
  const listed = keys.find(({ id }) => id === key.keyId);
  // An item may carry no more than its id: then being listed at all is all that a list can say.
  if (listed !== undefined && listed.status !== 'pending') return;
  throw new TryAgainLater(
    `emnify accepted the activation of key ${key.keyId} and ${listed === undefined ? 'does not list it' : 'lists it as pending'}; ` +
      'the next call looks again',
  );
}
