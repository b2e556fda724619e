import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Attempts,
  describeHold,
  type Hold,
  hasUnanswered,
  holdInForce,
  holdOfRefusedCode,
  NO_ATTEMPTS,
  raise,
  refused,
  type StoredHold,
} from '../../functions/domain/attempts.ts';
import { VersionId } from '../../functions/domain/identifiers.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-11-02T08:00:00Z');
const VERSION = VersionId.parse('a'.repeat(32));
const OTHER = VersionId.parse('b'.repeat(32));

const inForce = (memory: { readonly hold?: StoredHold; readonly attempts?: Attempts }, now = NOW, version = VERSION) =>
  holdInForce({ hold: undefined, attempts: NO_ATTEMPTS, ...memory }, now, version);

describe('an offboarding that has begun', () => {
  it('is a hold, whatever other holds there are and were', () => {
    const memory = { hold: undefined, attempts: NO_ATTEMPTS } as const;
    for (const hold of [undefined, { kind: 'operator' } as const, { kind: 'code', until: NOW - 1 } as const]) {
      const found = holdInForce({ ...memory, hold, offboarding: 'delete-keys' }, NOW, VERSION);
      expect(found).toEqual({ kind: 'offboarding', deletesKeys: true });
    }
    expect(holdInForce({ ...memory, offboarding: 'keep-keys' }, NOW, VERSION)).toEqual({
      kind: 'offboarding',
      deletesKeys: false,
    });
  });
});

describe('attempts', () => {
  it('count as unanswered before they are sent, and as refused once emnify has said so', () => {
    const sent = raise(NO_ATTEMPTS, NOW);
    expect(sent).toEqual({ unanswered: 1, refused: 0, at: NOW });
    expect(hasUnanswered(sent)).toBe(true);
    expect(refused(sent)).toEqual({ unanswered: 0, refused: 1, at: NOW });
    expect(hasUnanswered(refused(sent))).toBe(false);
  });

  it('are no hold while there is one at most', () => {
    expect(inForce({})).toBeUndefined();
    expect(inForce({ attempts: raise(NO_ATTEMPTS, NOW) })).toBeUndefined();
  });

  it('hold for an hour after the last, once there are two, refused or unanswered', () => {
    const two = [raise(raise(NO_ATTEMPTS, NOW - MINUTE), NOW), raise(refused(raise(NO_ATTEMPTS, NOW - MINUTE)), NOW)];
    for (const attempts of two) {
      expect(inForce({ attempts })).toEqual({ kind: 'lockout', until: NOW + HOUR });
      expect(inForce({ attempts }, NOW + HOUR - 1)).toBeDefined();
      expect(inForce({ attempts }, NOW + HOUR)).toBeUndefined();
    }
  });

  it('never let a third be sent within an hour, whatever is answered and however long anyone waits', () => {
    const waits = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 * HOUR }), fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(waits, (story) => {
        let [now, attempts] = [NOW, NO_ATTEMPTS];
        const sentAt: number[] = [];
        for (const [wait, isRefused] of story) {
          now += wait;
          if (inForce({ attempts }, now) !== undefined) continue;
          attempts = isRefused ? refused(raise(attempts, now)) : raise(attempts, now);
          sentAt.push(now);
          expect(sentAt.filter((at) => now - at < HOUR).length).toBeLessThanOrEqual(2);
        }
      }),
    );
  });
});

describe('a hold', () => {
  it('of an operator is in force until it is taken off', () => {
    expect(inForce({ hold: { kind: 'operator' } }, NOW + 1000 * HOUR)).toEqual({ kind: 'operator' });
  });

  it('of credentials is in force until they are others', () => {
    const hold: StoredHold = { kind: 'credentials', refusedVersion: VERSION };
    expect(inForce({ hold }, NOW + 1000 * HOUR, VERSION)).toEqual(hold);
    expect(inForce({ hold }, NOW, OTHER)).toBeUndefined();
  });

  it('of credentials that is over leaves the attempts to hold', () => {
    const hold: StoredHold = { kind: 'credentials', refusedVersion: VERSION };
    const attempts = { unanswered: 0, refused: 2, at: NOW };
    expect(inForce({ hold, attempts }, NOW, OTHER)).toEqual({ kind: 'lockout', until: NOW + HOUR });
  });

  it.each(['code', 'lockout'] as const)('of a %s is in force until its time', (kind) => {
    const hold: StoredHold = { kind, until: NOW + MINUTE };
    expect(inForce({ hold })).toEqual(hold);
    expect(inForce({ hold }, NOW + MINUTE)).toBeUndefined();
  });

  it('after a refused code lasts ten minutes, and after a second one until an operator releases it', () => {
    const once = refused(raise(NO_ATTEMPTS, NOW));
    expect(holdOfRefusedCode(once, NOW)).toEqual({ kind: 'code', until: NOW + 10 * MINUTE });
    expect(holdOfRefusedCode(refused(raise(once, NOW)), NOW)).toEqual({ kind: 'operator' });
  });

  it.each<[Hold, RegExp]>([
    [{ kind: 'credentials', refusedVersion: VERSION }, /until the credentials secret has a new version/],
    [{ kind: 'code', until: NOW }, /refused a code: nothing is sent before 2026-11-02T08:00:00.000Z/],
    [{ kind: 'lockout', until: NOW }, /lock the account: nothing is sent before 2026-11-02T08:00:00.000Z/],
    [{ kind: 'operator' }, /find the cause, then `emnify-mfa release`/],
  ])('says what it waits for: %o', (hold, words) => {
    expect(describeHold(hold)).toMatch(words);
  });
});
