import type { TrustedDevice } from '../ports.ts';
import type { Observed, ObservedAccount, ObservedSecret, ReconcilePolicy } from './observed.ts';
import type { Action, Finding, Plan } from './plan.ts';
import { currentKey } from './recorded.ts';

const DAY = 24 * 60 * 60_000;

/** Which trusted devices are stale: too old, or trusted before the current key was activated. */
export function planDevices({ account, hold, secret }: Observed, policy: ReconcilePolicy): Plan {
  // A hold may have been raised after emnify was read.
  if (account === undefined || hold !== undefined) return { actions: [], findings: [] };
  const devices = account.devices.toSorted((a, b) => a.id - b.id);
  const since = policy.revokeDevicesOnRotation ? currentSince(secret, account) : undefined;
  return {
    // While the current key does not work, a trusted device may be the only way in.
    actions: isCurrentLost(secret, account)
      ? []
      : devices.flatMap((device) => planDevice(device, account, policy, since)),
    findings: devices.flatMap(findingsOnDevice),
  };
}

/** When the current key became active, server time. The secret's own date is a little earlier, so it spares rather than revokes. */
function currentSince(secret: ObservedSecret, { keys }: ObservedAccount): number | undefined {
  const current = currentKey(secret);
  return keys?.find(({ id }) => id === current?.keyId)?.activatedAt ?? current?.createdAt;
}

function isCurrentLost(secret: ObservedSecret, { keys }: ObservedAccount): boolean {
  const current = currentKey(secret);
  if (current === undefined) return true;
  const listed = keys?.find(({ id }) => id === current.keyId);
  if (keys !== undefined && listed === undefined) return true;
  // No list, or an item with no more than its id: then the rotation's own proof has to do.
  return listed?.status === undefined ? secret.memory.proven !== current.keyId : listed.status !== 'active';
}

function planDevice(
  { id: deviceId, activatedAt }: TrustedDevice,
  { serverTime }: ObservedAccount,
  { deviceMaxAgeMs }: ReconcilePolicy,
  currentSince: number | undefined,
): readonly Action[] {
  if (activatedAt === undefined) return [];
  const stale = (why: string): readonly Action[] => [
    { kind: 'delete-device', deviceId, reason: `device ${deviceId} skips the second factor and is stale: ${why}` },
  ];
  if (serverTime - activatedAt > deviceMaxAgeMs) {
    return stale(`trusted ${days(serverTime - activatedAt)} days ago, and ${days(deviceMaxAgeMs)} are allowed`);
  }
  if (currentSince !== undefined && activatedAt < currentSince) {
    return stale('trusted before the current key was activated');
  }
  return [];
}

function findingsOnDevice({ id: deviceId, activatedAt }: TrustedDevice): readonly Finding[] {
  if (activatedAt !== undefined) return [];
  const detail = `device ${deviceId} is trusted since nobody knows when: look at it in the portal`;
  return [{ kind: 'undated-device', deviceId, detail }];
}

function days(ms: number): string {
  return String(Math.round((ms / DAY) * 10) / 10);
}
