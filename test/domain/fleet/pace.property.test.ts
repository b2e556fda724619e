import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meeting } from '../../../functions/domain/fleet/meeting.ts';
import { beatLength, MOST_BEATS, minutesToStart, startsAllowed } from '../../../functions/domain/fleet/pace.ts';

const LIMIT = 100;
const WINDOW = 5;
const UNFORESEEN = 1;
const SHIFTED = 2;

/** Authentications per minute that the fleet makes by itself, over two hours; what follows is as quiet as the last minute. */
const loads = fc.array(fc.nat(19), { minLength: 120, maxLength: 120 });

function loadOf(counts: readonly number[]) {
  return (minute: number) => counts[minute] ?? counts.at(-1) ?? 0;
}

function sum(from: number, count: (minute: number) => number): number {
  return Array.from({ length: WINDOW }, (_, index) => count(from + index)).reduce((total, one) => total + one, 0);
}

/** Begins as many rotations in each minute as are allowed. */
function play(load: (minute: number) => number, minutes: number, late = 0): ReadonlyMap<number, number> {
  const starts = new Map<number, number>();
  for (let minute = WINDOW; minute < minutes; minute += 1) {
    starts.set(minute, startsAllowed(minute, { load, spent: starts, late }));
  }
  return starts;
}

describe('the pace of a fleet run', () => {
  it('exceeds the limit in no five minutes, whatever the fleet does by itself', () => {
    fc.assert(
      fc.property(loads, fc.nat(8), (counts, late) => {
        const load = loadOf(counts);
        const starts = play(load, 115, late);
        for (let from = 0; from < 114; from += 1) {
          const own = sum(from, load);
          const begun = sum(from, (minute) => starts.get(minute) ?? 0);
          // What the fleet does by itself may exceed the limit; then nothing is added to it.
          expect(begun === 0 || own + begun <= LIMIT - UNFORESEEN - SHIFTED).toBe(true);
        }
      }),
    );
  });

  it('leaves room for runs of two minutes, five minutes apart, that count at once', () => {
    fc.assert(
      fc.property(loads, (counts) => {
        const load = loadOf(counts);
        const starts = play(load, 115);
        for (let from = 0; from < 110; from += 1) {
          const own = sum(from, load) - load(from) + meeting(load(from), load(from + WINDOW));
          const begun = sum(from, (minute) => starts.get(minute) ?? 0);
          expect(begun === 0 || own + begun <= LIMIT - UNFORESEEN).toBe(true);
        }
      }),
    );
  });

  it('spreads over the minutes: never more than twenty in one', () => {
    fc.assert(
      fc.property(loads, (counts) => {
        for (const begun of play(loadOf(counts), 115).values()) expect(begun).toBeLessThanOrEqual(LIMIT / WINDOW);
      }),
    );
  });

  it('uses all that is left, but for the safety, where the fleet is quiet or steady', () => {
    fc.assert(
      fc.property(fc.nat(19), (steady) => {
        const starts = play(() => steady, 105);
        const begun = [...starts.values()].reduce((total, one) => total + one, 0);
        const own = Math.max(WINDOW * steady + SHIFTED, (WINDOW - 1) * steady + meeting(steady, steady));
        expect(begun).toBe(((105 - WINDOW) / WINDOW) * Math.max(0, LIMIT - UNFORESEEN - own));
      }),
    );
  });

  it('is forecast exactly, where all ends well', () => {
    fc.assert(
      fc.property(loads, fc.integer({ min: 1, max: 500 }), (counts, users) => {
        const load = loadOf(counts);
        const minutes = minutesToStart(users, WINDOW, { load, spent: new Map(), late: 0 });
        const begun = [...play(load, WINDOW + minutes).values()].reduce((total, one) => total + one, 0);
        const before = [...play(load, WINDOW + minutes - 1).values()].reduce((total, one) => total + one, 0);
        fc.pre(minutes < 30 * 24 * 60);
        expect(begun).toBeGreaterThanOrEqual(users);
        expect(before).toBeLessThan(users);
      }),
      { numRuns: 30 },
    );
  });

  it('is forecast as thirty days where there is never room', () => {
    expect(minutesToStart(1, 0, { load: () => 20, spent: new Map(), late: 0 })).toBe(30 * 24 * 60);
  });

  it('takes longer steps only where the run would not fit into one execution', () => {
    expect([1, 500, 1_260].map(beatLength)).toEqual([1, 1, 1]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 * 1_260 }), (minutes) => {
        expect(minutes / beatLength(minutes)).toBeLessThanOrEqual(MOST_BEATS);
      }),
    );
  });
});
