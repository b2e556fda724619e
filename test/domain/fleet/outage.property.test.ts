import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE, withRetries } from '../../../functions/domain/fleet/load.ts';
import { type Beat, Progress } from '../../../functions/domain/fleet/progress.ts';
import { planTurns } from '../../../functions/domain/fleet/turns.ts';
import { UserSlug } from '../../../functions/domain/identifiers.ts';

const LIMIT = 100;
const WINDOW = 5;
const RUN_ENDS = 240;

/** How the world answers: whole minutes in which emnify answers nobody, and how often Secrets Manager tries again by itself. */
interface World {
  readonly outages: readonly (readonly [from: number, to: number])[];
  /** A minute apart: "multiple times" is all that AWS says. */
  readonly retries: number;
  /** Daily runs in each minute; Lambda tries those that fail again after one minute and after two more. */
  readonly daily: number;
  /** One in so many users never gets an answer, whatever emnify does. */
  readonly stuck: number;
}

const worlds: fc.Arbitrary<World> = fc.record({
  outages: fc.array(
    fc
      .tuple(fc.integer({ min: 3, max: 90 }), fc.integer({ min: 1, max: 30 }))
      .map(([at, length]) => [at, at + length] as const),
    { maxLength: 2 },
  ),
  retries: fc.constantFrom(0, 1, 3, 6),
  daily: fc.integer({ min: 0, max: 7 }),
  stuck: fc.constantFrom(40, 1_000_000),
});

interface Rotation {
  triesLeft: number;
  nextAt: number;
}

/** A run of users against the world, a batch a minute. */
class Play {
  readonly progress: Progress;
  /** Authentications that emnify answered, by minute: an outage answers none of them. */
  readonly answered: number[] = [];
  readonly begun: number[] = [];
  readonly #world: World;
  readonly #underWay = new Map<number, Rotation>();

  constructor(world: World, users: number) {
    this.#world = world;
    this.progress = new Progress(Array.from({ length: users }, (_, index) => UserSlug.parse(`user-${index}`)));
    for (let minute = 0; minute < RUN_ENDS; minute += 1) {
      const beat = this.progress.isOver ? undefined : this.#beat(minute);
      this.begun.push((beat?.begun.length ?? 0) + (beat?.asked.length ?? 0));
      this.answered.push(this.#authenticate(minute));
      if (beat !== undefined) this.progress.apply(beat);
    }
    for (const minute of this.answered.keys())
      this.answered[minute] = (this.answered[minute] ?? 0) + this.#dailyRuns(minute);
  }

  #beat(minute: number): Beat {
    const { progress } = this;
    const at = minute * MINUTE;
    const late = progress.late(at);
    const settled = late
      .filter(({ place }) => !this.#underWay.has(place))
      .map(({ place }) => ({ place, ending: { outcome: 'rotated' } as const }));
    const beat = { at, until: at, begun: [], asked: [], settled, behind: false, blind: false };
    const now = progress.with(beat);
    const load = withRetries(() => this.#world.daily, now.silentMinutes);
    const { ask, expire, room } = planTurns(now, { load, spent: now.spent, late: now.late(at).length }, at, 1);
    for (const { place } of ask) this.#ask(place, minute);
    for (const { place } of expire) this.#underWay.delete(place);
    const failed = { outcome: 'failed', reason: 'a test' } as const;
    const begun: number[] = [];
    for (let ahead = 0; ahead < room; ahead += 1) {
      const turn = now.turn(ahead);
      if (turn === undefined) break;
      begun.push(turn.place);
      this.#ask(turn.place, minute);
    }
    const ended = expire.map(({ place }) => ({ place, ending: failed, again: true }));
    return { ...beat, begun, asked: ask.map(({ place }) => place), settled: [...settled, ...ended] };
  }

  #ask(place: number, minute: number): void {
    this.#underWay.set(place, { triesLeft: this.#world.retries + 1, nextAt: minute });
  }

  #isOut(minute: number): boolean {
    return this.#world.outages.some(([from, to]) => minute >= from && minute < to);
  }

  #authenticate(minute: number): number {
    let count = 0;
    for (const [place, rotation] of this.#underWay) {
      if (rotation.triesLeft === 0 || rotation.nextAt > minute) continue;
      rotation.triesLeft -= 1;
      rotation.nextAt = minute + 1;
      if (this.#isOut(minute)) continue;
      count += 1;
      if (place % this.#world.stuck !== this.#world.stuck - 1) this.#underWay.delete(place);
    }
    return count;
  }

  #dailyRuns(minute: number): number {
    if (this.#isOut(minute)) return 0;
    const again = (...minutes: readonly number[]) =>
      // An outage in which the run had nothing under way is one that it cannot have noticed.
      minutes.every((one) => one >= 0 && this.#isOut(one) && this.progress.silentMinutes.has(one));
    return this.#world.daily * (1 + [again(minute - 1), again(minute - 3, minute - 2)].filter(Boolean).length);
  }

  mostInAnyWindow(): number {
    const windows = this.answered.slice(WINDOW - 1).map((_, from) => this.answered.slice(from, from + WINDOW));
    return Math.max(...windows.map((window) => window.reduce((a, b) => a + b, 0)));
  }
}

describe('a fleet run beside outages', () => {
  it('makes no more authentications in any five minutes than the limit, whoever tries again and how often', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        expect(new Play(world, 900).mostInAnyWindow()).toBeLessThanOrEqual(LIMIT);
      }),
      { numRuns: 200 },
    );
  });

  it('rotates everybody whose rotation is ever answered, in the one execution', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        // The last few of a run are too few to tell an outage by: their patience is a quarter of an hour.
        const outages = world.outages.slice(0, 1).map(([from, to]) => [from, Math.min(to, from + 14)] as const);
        const { progress } = new Play({ ...world, outages, stuck: 1_000_000 }, 400);
        expect(progress.summary('breach')).toMatchObject({ status: 'finished', rotated: 400 });
      }),
      { numRuns: 100 },
    );
  });

  it('begins at most one rotation a minute once it knows, and goes on within eight minutes of the end', () => {
    const { begun } = new Play({ outages: [[10, 31]], retries: 3, daily: 7, stuck: 1_000_000 }, 900);

    expect(Math.max(...begun.slice(11, 31))).toBe(1);
    expect(begun.slice(11, 31).filter((count) => count > 0).length).toBeLessThanOrEqual(5);
    expect(begun.slice(31, 45).filter((count) => count > 5).length).toBeGreaterThan(0);
  });

  it('stops after an hour of silence, which an operator is to know', () => {
    const { progress } = new Play({ outages: [[10, 200]], retries: 3, daily: 7, stuck: 1_000_000 }, 900);

    expect(progress.summary('breach')).toMatchObject({
      status: 'stopped',
      why: expect.stringContaining('start the run again under the same name'),
      failed: 0,
    });
  });
});
