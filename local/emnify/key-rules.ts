import type { KeyRecord, UserRecord } from './records.ts';
import type { Switches } from './switches.ts';
import { stepOf } from './totp.ts';
import type { World } from './world.ts';

/** Why the user may not get another key now, if so. */
export function obstacleToCreating(user: UserRecord, switches: Switches): string | undefined {
  if (switches.singleActiveKey && has(user, 'active')) return 'The user already has an active MFA key';
  if (switches.singlePendingKey && has(user, 'pending')) return 'The user already has an MFA key pending activation';
  return undefined;
}

/** Why none of the user's pending keys may become active now, if so. */
export function obstacleToActivating(user: UserRecord, switches: Switches): string | undefined {
  return switches.singleActiveKey && has(user, 'active') ? 'The user already has an active MFA key' : undefined;
}

/** Whether the code is one of the key's now, and under `codeReplay` not yet used; takes note of its time-step. */
export function acceptsCode({ switches, serverClock }: World, key: KeyRecord, code: string): boolean {
  const step = stepOf(key, code, serverClock.now(), switches.acceptedDrift);
  if (step === undefined) return false;
  if (switches.codeReplay === 'refused' && key.lastStep !== undefined && step <= key.lastStep) return false;
  key.lastStep = step;
  return true;
}

function has(user: UserRecord, state: 'active' | 'pending'): boolean {
  return user.keys.some((key) => key.state === state);
}
