import { atOnce } from '../at-once.ts';
import { RotationError } from '../errors.ts';
import type { KeyId } from '../identifiers.ts';
import type { Climb } from './climb.ts';
import { recordSuperseded } from './superseding.ts';

/**
 * Climbs from *proven* to *promoted*: the key that AWSCURRENT is about to leave is put on record as superseded and the end of
 * its grace scheduled, then AWSCURRENT moves in one call. AWSPENDING is left to Secrets Manager, which demands that.
 */
export async function climbToPromoted(climb: Climb, keyId: KeyId): Promise<void> {
  const { clock, store } = climb.ports;
  const { secretId, token, current } = climb.situation;
  // Written anew by every try, since the grace begins when AWSCURRENT moves; on AWSCURRENT's own key the tag means nothing.
  const deadline = clock.now() + climb.policy.gracePeriodMs;
  const leaving = leavingKeys(climb, keyId);
  // Before AWSCURRENT moves: a step that is repeated after that has nothing left to do, and would not come back to this.
  await atOnce([
    supersede(climb, leaving, deadline),
    ...leaving.map((superseded) => scheduleRetirement(climb, superseded, deadline)),
  ]);
  await store.moveCurrent(secretId, current.versionId, token);
  climb.record({ event: 'rung-reached', outcome: 'ok', rung: 'promoted', keyId });
}

async function supersede(climb: Climb, leaving: readonly KeyId[], deadline: number): Promise<void> {
  if (leaving.length > 0) await climb.remember({ superseded: new Map(leaving.map((id) => [id, deadline])) });
  recordSuperseded(climb, new Map(leaving.map((id) => [id, deadline])));
}

/** Best effort: the tag is the truth and the daily run retires what no schedule does, so a failure stops no promotion. */
async function scheduleRetirement(climb: Climb, keyId: KeyId, deadline: number): Promise<void> {
  const { retirement } = climb.ports;
  try {
    await retirement.scheduleRetirement(climb.facts.user, keyId, deadline);
    climb.record({ event: 'retirement-scheduled', outcome: 'ok', keyId });
  } catch (error) {
    const reason = error instanceof RotationError ? error.kind : 'unexpected-failure';
    climb.record({ event: 'retirement-scheduled', outcome: 'failed', keyId, reason });
  }
}

/** AWSCURRENT's key, or those that enrolment took over where there is none of ours yet. */
function leavingKeys(climb: Climb, promoted: KeyId): readonly KeyId[] {
  const { value } = climb.situation.current;
  const leaving = value.state === 'enrolled' ? value.takeOver : [value.keyId];
  return leaving.filter((id) => id !== promoted);
}
