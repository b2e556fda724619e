import { describe, expect, it } from 'vitest';
import { KeyId, UserId } from '../../functions/domain/identifiers.ts';
import { isActive, isOldEnoughOrphan, onlyKeyIs, unrecordedPending, visibleKeys } from '../../functions/domain/keys.ts';
import type { EmnifyKey, EmnifyUser } from '../../functions/domain/ports.ts';

const NOW = Date.parse('2026-11-02T08:00:00Z');
const id = (number: number) => KeyId.parse(number);
const active: EmnifyKey = { id: id(701), status: 'active' };
const pending: EmnifyKey = { id: id(702), status: 'pending', createdAt: NOW };
const unnamed: EmnifyKey = { id: id(703) };
const user = (...keys: readonly EmnifyKey[]): EmnifyUser => ({ id: UserId.parse(1), keys });
const hidden: EmnifyUser = { id: UserId.parse(1) };

describe("a user's keys as emnify shows them", () => {
  it('are believed only where there is one', () => {
    expect(visibleKeys(hidden)).toBeUndefined();
    expect(visibleKeys(user())).toBeUndefined();
    expect(visibleKeys(user(pending))).toEqual([pending]);
  });

  it('are active where emnify says so, and not where it says nothing', () => {
    expect(isActive(user(active), active.id)).toBe(true);
    for (const shown of [user(pending), user(unnamed), user(), hidden]) {
      expect([pending, unnamed, active].map((key) => isActive(shown, key.id))).toEqual([false, false, false]);
    }
  });

  it('are in need of a record while pending', () => {
    expect(unrecordedPending(user(active, pending, unnamed), new Set())).toEqual([pending]);
    expect(unrecordedPending(user(active, pending), new Set([pending.id]))).toEqual([]);
    expect(unrecordedPending(hidden, new Set())).toEqual([]);
  });
});

describe('a pending key that nothing records', () => {
  it('is left to its maker for 63 s', () => {
    expect(isOldEnoughOrphan(pending, NOW + 63_000)).toBe(false);
    expect(isOldEnoughOrphan(pending, NOW + 63_001)).toBe(true);
  });

  it('is never old enough without a date, nor with one to come', () => {
    expect(isOldEnoughOrphan(unnamed, NOW)).toBe(false);
    expect(isOldEnoughOrphan(pending, NOW - 3_600_000)).toBe(false);
  });
});

describe('deleting a key to make room', () => {
  it('is right where it is active and no other is shown', () => {
    expect(onlyKeyIs(user(active), active.id)).toBe(true);
  });

  it.each([
    ['another is shown', user(active, pending)],
    ['another is shown alone', user(unnamed)],
    ['it is not said to be active', user({ id: active.id })],
    ['it is pending', user({ id: active.id, status: 'pending' })],
    ['none is shown', user()],
    ['the list is hidden', hidden],
  ])('is wrong where %s', (_where, shown) => {
    expect(onlyKeyIs(shown, active.id)).toBe(false);
  });
});

it('one key among several is judged by its own status', () => {
  const keys = [
    { id: KeyId.parse(1), status: 'active' },
    { id: KeyId.parse(2), status: 'pending' },
  ] as const;
  const user = { id: UserId.parse(7), keys };
  expect([isActive(user, KeyId.parse(1)), isActive(user, KeyId.parse(2))]).toEqual([true, false]);
});
