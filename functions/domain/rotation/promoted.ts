import type { KeyId } from '../identifiers.ts';
import type { StoredKey } from '../secret-values.ts';
import type { Climb } from './climb.ts';

/**
 * Climbs from *proven* to *promoted*: the key that AWSCURRENT is about to leave is put on record as superseded, then
 * AWSCURRENT moves in one call. AWSPENDING is left to Secrets Manager, which demands that.
 */
export async function climbToPromoted(climb: Climb, key: StoredKey): Promise<void> {
  const { clock, store } = climb.ports;
  const { secretId, token, current } = climb.situation;
  // Written anew by every try, since the grace begins when AWSCURRENT moves; on AWSCURRENT's own key the tag means nothing.
  const deadline = clock.now() + climb.policy.gracePeriodMs;
  const leaving = leavingKeys(climb, key);
  if (leaving.length > 0) await climb.remember({ superseded: new Map(leaving.map((id) => [id, deadline])) });
  for (const keyId of leaving) {
    const reason = `may be retired after ${new Date(deadline).toISOString()}`;
    climb.record({ event: 'key-superseded', outcome: 'ok', keyId, reason });
  }
  await store.moveCurrent(secretId, current.versionId, token);
  climb.record({ event: 'rung-reached', outcome: 'ok', rung: 'promoted', keyId: key.keyId });
}

/** AWSCURRENT's key, or those that enrolment took over where there is none of ours yet. */
function leavingKeys(climb: Climb, key: StoredKey): readonly KeyId[] {
  const { value } = climb.situation.current;
  const leaving = value.state === 'enrolled' ? value.takeOver : [value.keyId];
  return leaving.filter((id) => id !== key.keyId);
}
