import { describe, expect, it } from 'vitest';
import { KeyId } from '../../../functions/domain/identifiers.ts';
import {
  actionsIn,
  active,
  type Circumstances,
  DAY,
  device,
  ENROLLED,
  findingsIn,
  holding,
  MINUTE,
  NOW,
  pending,
  version,
} from './support/observations.ts';

/** Ids of the devices that are deleted, with the reason's last words. */
const deleted = (circumstances: Circumstances, policy: Parameters<typeof actionsIn>[1] = {}) =>
  actionsIn(circumstances, policy).flatMap((action) => (action.kind === 'delete-device' ? [action.deviceId] : []));

describe('a trusted device', () => {
  it('is deleted where it is older than the policy allows, and the reason says by how much', () => {
    const circumstances = { keys: [active(20, NOW - 60 * DAY)], devices: [device(1, 31.5 * DAY)] };

    expect(actionsIn(circumstances)).toEqual([
      {
        kind: 'delete-device',
        deviceId: 1,
        reason: 'device 1 skips the second factor and is stale: trusted 31.5 days ago, and 30 are allowed',
      },
    ]);
  });

  it('is kept at exactly the greatest age, and deleted a millisecond later', () => {
    const keys = [active(20, NOW - 60 * DAY)];

    expect(deleted({ keys, devices: [device(1, 30 * DAY), device(2, 30 * DAY + 1)] })).toEqual([2]);
  });

  it("is as old as emnify's clock says, not ours", () => {
    const circumstances = { keys: [active(20, NOW - 60 * DAY)], devices: [device(1, 30 * DAY)] };

    expect(deleted({ ...circumstances, serverTime: NOW + 1 })).toEqual([1]);
  });

  it('is deleted where it was trusted before the current key was activated, and kept from that moment on', () => {
    const devices = [device(1, 10 * DAY + 1), device(2, 10 * DAY), device(3, MINUTE)];

    expect(deleted({ devices })).toEqual([1]);
    expect(actionsIn({ devices })[0]?.reason).toContain('before the current key was activated');
  });

  it("is measured by the secret's own date where emnify does not say when the key was activated", () => {
    const keys = [{ id: KeyId.parse(20), status: 'active' } as const];

    expect(deleted({ keys, devices: [device(1, 10 * DAY + 1), device(2, 10 * DAY)] })).toEqual([1]);
  });

  it('survives a rotation where the policy does not revoke devices', () => {
    expect(deleted({ devices: [device(1, 10 * DAY + 1)] }, { revokeDevicesOnRotation: false })).toEqual([]);
  });

  it('is kept and reported where nobody knows since when it is trusted', () => {
    expect(deleted({ devices: [device(1)] })).toEqual([]);
    expect(findingsIn({ devices: [device(1)] })).toMatchObject([{ kind: 'undated-device', deviceId: 1 }]);
  });
});

describe('a device that may be the only way in is kept', () => {
  const devices = [device(1, 400 * DAY)];

  it.each<[string, Circumstances]>([
    ["while AWSCURRENT's key is not listed, though it was proven once", { keys: [active(10)], proven: 20 }],
    [
      "while AWSCURRENT's key is listed as pending, though it was proven once",
      { keys: [pending(20, DAY)], proven: 20 },
    ],
    ['before there is a first key', { versions: [version('AWSCURRENT', ENROLLED, MINUTE)] }],
    ['while no list is shown and another key is the one that was proven', { keys: 'not shown', proven: 10 }],
    ['while the list says of no key whether it is active and none was proven', { keys: [{ id: KeyId.parse(20) }] }],
    [
      'while that key has a status that no document names',
      { keys: [{ id: KeyId.parse(20), status: 'unknown' }], proven: 20 },
    ],
    ['under a hold, even if emnify was read before the hold', { hold: 'held until an operator releases it' }],
  ])('%s', (_when, circumstances) => {
    expect(deleted({ devices, ...circumstances })).toEqual([]);
  });
});

describe("where the list cannot tell whether AWSCURRENT's key is active, its proof does", () => {
  const devices = [device(1, 400 * DAY)];

  it.each<[string, Circumstances]>([
    ['no list is shown', { keys: 'not shown' }],
    ['keys are listed by their id only', { keys: [{ id: KeyId.parse(20) }] }],
  ])('and stale devices go: %s', (_where, circumstances) => {
    expect(deleted({ devices, proven: 20, ...circumstances })).toEqual([1]);
  });

  it('measures by the date in the secret where no list is shown', () => {
    const circumstances: Circumstances = {
      keys: 'not shown',
      proven: 20,
      devices: [device(1, 9 * DAY), device(2, 11 * DAY)],
    };

    expect(deleted({ ...circumstances, versions: [version('AWSCURRENT', holding(20, 10 * DAY))] })).toEqual([2]);
  });
});
