import { describe, expect, it } from 'vitest';
import { KeyId, UserSlug } from '../../functions/domain/identifiers.ts';
import { dailyName, dailySlot, retirementInstant, retirementName } from '../../functions/domain/schedules.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-02T08:00:00Z');
const alice = UserSlug.parse('alice');
const key = KeyId.parse(717);
const longestKey = KeyId.parse(Number.MAX_SAFE_INTEGER);

/** Slugs of 63 characters that differ in the last one only. */
const [long, longToo] = ['a', 'b'].map((end) => UserSlug.parse(`${'service-account-'.repeat(4).slice(0, 62)}${end}`));
if (long === undefined || longToo === undefined) throw new Error('expected two slugs');

describe('the name of a schedule', () => {
  it('says what it is for, and whom', () => {
    expect(retirementName(alice, key)).toBe('retire-alice-717');
    expect(dailyName(alice)).toBe('daily-alice');
  });

  it('is at most 64 of the characters that Scheduler allows, whatever the slug and the key', () => {
    for (const name of [retirementName(long, longestKey), retirementName(long, key), dailyName(long)]) {
      expect(name).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
      expect(name).toContain('service-account-service-');
    }
  });

  it('is always the same for the same user and key', () => {
    expect(retirementName(long, key)).toBe(retirementName(long, key));
  });

  it('is never that of another user or another key', () => {
    const users = [alice, UserSlug.parse('alice-7'), UserSlug.parse('retire-alice'), long, longToo];
    const keys = [KeyId.parse(7), KeyId.parse(17), key, longestKey];
    const names = users.flatMap((user) => [dailyName(user), ...keys.map((id) => retirementName(user, id))]);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the instant of a retirement', () => {
  const inTenMinutes = NOW + 10 * MINUTE;

  it('is the deadline where that is a whole minute', () => {
    expect(retirementInstant(inTenMinutes, NOW)).toBe(inTenMinutes);
  });

  it.each([1, 30_000, 59_999])('is the next whole minute, never before the deadline, %i ms into a minute', (ms) => {
    expect(retirementInstant(inTenMinutes + ms, NOW)).toBe(inTenMinutes + MINUTE);
  });

  it.each([-86_400_000, -1, 0, MINUTE])('is two minutes from now at least, for a deadline %i ms away', (ms) => {
    expect(retirementInstant(NOW + ms, NOW)).toBe(NOW + 2 * MINUTE);
    expect(retirementInstant(NOW + ms, NOW + 1)).toBe(NOW + 3 * MINUTE);
  });
});

/** The most daily runs, each with one authentication, that begin in any five minutes in a row, over midnight too. */
function mostInFiveMinutes(users: readonly UserSlug[]): number {
  const perMinute = new Array<number>(1_440).fill(0);
  for (const user of users) {
    const slot = dailySlot(user);
    perMinute[slot] = (perMinute[slot] ?? 0) + 1;
  }
  const from = (start: number) =>
    [0, 1, 2, 3, 4].reduce((sum, offset) => sum + (perMinute[(start + offset) % 1_440] ?? 0), 0);
  return Math.max(...perMinute.keys().map(from));
}

const numbered = Array.from({ length: 10_000 }, (_, number) => UserSlug.parse(`user-${number}`));
const realistic = ['svc', 'admin', 'break-glass', 'ops', 'ci'].flatMap((role) =>
  ['emea', 'apac', 'us-east', 'us-west', 'latam'].flatMap((place) =>
    Array.from({ length: 400 }, (_, number) => UserSlug.parse(`${role}-${place}-${String(number).padStart(3, '0')}`)),
  ),
);

describe('the minute of the daily run', () => {
  it('is a minute of the day, always the same for the same user', () => {
    for (const user of numbered)
      expect(dailySlot(user)).toSatisfy((slot) => Number.isInteger(slot) && slot >= 0 && slot < 1_440);
    expect(dailySlot(UserSlug.parse('user-0'))).toBe(dailySlot(UserSlug.parse('user-0')));
  });

  it('authenticates at most 52 of 10,000 numbered users in any five minutes; emnify allows 100', () => {
    expect(numbered).toHaveLength(10_000);
    expect(mostInFiveMinutes(numbered)).toBe(52);
  });

  it('authenticates at most 57 of 10,000 users with names as companies give them in any five minutes', () => {
    expect(realistic).toHaveLength(10_000);
    expect(mostInFiveMinutes(realistic)).toBe(57);
  });
});
