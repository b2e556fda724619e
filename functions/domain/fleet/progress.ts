import type { UserSlug } from '../identifiers.ts';
import { MINUTE, minuteOf } from './load.ts';
import { type Ending, type FleetProgress, type FleetReport, MOST_LISTED } from './report.ts';
import { MOST_SILENT, silenceAfter } from './silence.ts';
import { reasonToStop, type WindowCount } from './stop-rule.ts';
import { ATTEMPTS } from './tokens.ts';

/** A user's place in the run's order, from 0. */
type Place = number;

/**
 * What became of a user in one beat. `again`: the rotation may be begun once more at the end. `held`: until somebody acts, nothing
 * authenticates for the user, daily runs neither.
 */
export interface Settled {
  readonly place: Place;
  readonly ending: Ending;
  readonly again?: boolean;
  readonly held?: boolean;
}

/** One batch, as its checkpoint keeps it. All times are epoch milliseconds. */
export interface Beat {
  readonly at: number;
  readonly until: number;
  /** Those at the head of the queue whose rotation began, in order. */
  readonly begun: readonly Place[];
  /** Those whose rotation, under way already, was asked for again. */
  readonly asked: readonly Place[];
  readonly settled: readonly Settled[];
  /** Its rotations began later in the minute than those of a batch on time. */
  readonly behind: boolean;
  /** Secrets Manager did not answer, so that the batch ended early. */
  readonly blind: boolean;
}

export interface UnderWay {
  readonly place: Place;
  readonly attempt: number;
  /** When its rotation was begun, epoch milliseconds. */
  readonly at: number;
  /** When it was last asked for, and how often again. */
  readonly askedAt: number;
  readonly asks: number;
}

/** A rotation takes seconds; before this there is nothing to see. */
const FIRST_LOOK = 45_000;
/** Minutes in a row in which Secrets Manager may be silent. */
const MOST_BLIND = 10;
const WINDOW_MS = 5 * MINUTE;

/** Where a run stands: all of it follows from its order and its beats, so that each invocation finds the same. */
export class Progress {
  readonly #roster: readonly UserSlug[];
  #underWay = new Map<Place, UnderWay>();
  #endings = new Map<Place, Ending>();
  #starts = new Map<number, number>();
  #spent = new Map<number, number>();
  #windows = new Map<number, WindowCount>();
  #again: Place[] = [];
  #held: Place[] = [];
  /** How many of the roster, then of `#again`, have had their turn. */
  #turns = 0;
  #blindInARow = 0;
  #silentFor = 0;
  #silentMinutes = new Set<number>();
  #lastAt = 0;
  #why: string | undefined;

  constructor(roster: readonly UserSlug[]) {
    this.#roster = roster;
  }

  /** As it will be after the beat; this one stays as it is. */
  with(beat: Beat): Progress {
    const copy = new Progress(this.#roster);
    copy.#underWay = new Map(this.#underWay);
    copy.#endings = new Map(this.#endings);
    copy.#starts = new Map(this.#starts);
    copy.#spent = new Map(this.#spent);
    copy.#windows = new Map(this.#windows);
    copy.#again = [...this.#again];
    copy.#held = [...this.#held];
    copy.#turns = this.#turns;
    copy.#blindInARow = this.#blindInARow;
    copy.#silentFor = this.#silentFor;
    copy.#silentMinutes = new Set(this.#silentMinutes);
    copy.#lastAt = this.#lastAt;
    copy.#why = this.#why;
    copy.apply(beat);
    return copy;
  }

  apply({ at, begun, asked, settled, behind, blind }: Beat): void {
    this.#reckon(at, settled);
    for (const one of settled) this.#settle(one, at);
    add(this.#spent, minuteOf(at), this.late(at).length);
    for (const place of begun) this.#begin(place, at);
    // They still count when the batch five minutes later begins, which takes the place of those of the next minute as well.
    if (behind) add(this.#spent, minuteOf(at) + 1, begun.length);
    for (const place of asked) this.#askAgain(place, at);
    this.#lastAt = at;
    this.#blindInARow = blind ? this.#blindInARow + 1 : 0;
    if (this.#blindInARow >= MOST_BLIND) {
      this.#why ??= `Secrets Manager has not answered for ${MOST_BLIND} batches: start the run again under the same name when it does`;
    }
    if (this.#silentFor >= MOST_SILENT) {
      this.#why ??= `no rotation has ended for ${MOST_SILENT} batches, as in an outage: start the run again under the same name when emnify answers`;
    }
  }

  /** No further rotation is to begin. */
  stop(why: string): void {
    this.#why ??= why;
  }

  /** Why no further rotation is to begin, if so. */
  get why(): string | undefined {
    return this.#why;
  }

  /** Rotations that were begun and have not ended. */
  get underWay(): readonly UnderWay[] {
    return [...this.#underWay.values()];
  }

  /** Those of them that have had the time to end. */
  late(at: number): readonly UnderWay[] {
    return this.underWay.filter((one) => at - one.at >= FIRST_LOOK);
  }

  /** Rotations begun, by epoch minute. */
  get starts(): ReadonlyMap<number, number> {
    return this.#starts;
  }

  /** What the run has used of the limit, by epoch minute: what it began, and whatever was late then. */
  get spent(): ReadonlyMap<number, number> {
    return this.#spent;
  }

  /** For how many batches emnify has not been heard of. */
  get silentFor(): number {
    return this.#silentFor;
  }

  /** Epoch minutes in which emnify seems to have answered nobody. */
  get silentMinutes(): ReadonlySet<number> {
    return this.#silentMinutes;
  }

  /** Who was found under a hold that lasts. */
  get held(): readonly UserSlug[] {
    return this.#held.map((place) => this.user(place));
  }

  /** How many have yet to have their turn. */
  get left(): number {
    return this.#roster.length + this.#again.length - this.#turns;
  }

  /** How many of them have not been tried before. */
  get untried(): number {
    return Math.max(0, this.#roster.length - this.#turns);
  }

  /** Whether there is nothing more to begin and nothing more to see. */
  get isOver(): boolean {
    if (this.#silentFor >= MOST_SILENT) return true;
    return this.#underWay.size === 0 && (this.left === 0 || this.#why !== undefined);
  }

  /** Whose turn it is in `ahead` turns, and the attempt that it would be. */
  turn(ahead: number): { readonly place: Place; readonly attempt: number } | undefined {
    const turn = this.#turns + ahead;
    if (turn < this.#roster.length) return { place: turn, attempt: 1 };
    const place = this.#again[turn - this.#roster.length];
    return place === undefined ? undefined : { place, attempt: ATTEMPTS };
  }

  user(place: Place): UserSlug {
    const user = this.#roster[place];
    if (user === undefined) throw new RangeError(`no user at place ${place} of ${this.#roster.length}`);
    return user;
  }

  /** @param run its name @param expectedEnd epoch milliseconds */
  summary(run: string, expectedEnd?: number): FleetProgress {
    const count = { rotated: 0, skipped: 0, failed: 0 };
    for (const { outcome } of this.#endings.values()) count[outcome] += 1;
    const underWay = this.#underWay.size;
    const left = this.#roster.length - this.#endings.size - underWay;
    const status = this.#why !== undefined ? 'stopped' : this.isOver ? 'finished' : 'running';
    return {
      run,
      status,
      ...(this.#why === undefined ? {} : { why: this.#why }),
      users: this.#roster.length,
      ...count,
      underWay,
      left,
      ...(expectedEnd === undefined ? {} : { expectedEnd: new Date(expectedEnd).toISOString() }),
    };
  }

  notRotated(): FleetReport['notRotated'] {
    const listed: FleetReport['notRotated'][number][] = [];
    for (const [place, ending] of this.#endings) {
      if (ending.outcome === 'rotated' || listed.length === MOST_LISTED) continue;
      listed.push({ user: this.user(place), ...ending });
    }
    return listed;
  }

  /** What has been late since the batch before, and whether emnify was heard of. */
  #reckon(at: number, settled: readonly Settled[]): void {
    const before = this.late(this.#lastAt).length;
    for (let minute = minuteOf(this.#lastAt) + 1; before > 0 && minute < minuteOf(at); minute += 1) {
      add(this.#spent, minute, before);
    }
    const ended = new Set(settled.map(({ place }) => place));
    const late = this.late(at).filter(({ place }) => !ended.has(place));
    this.#silentFor = silenceAfter(this.#silentFor, {
      answered: settled.filter(({ place, again }) => this.#underWay.has(place) && again !== true).length,
      unanswered: late.filter(({ askedAt }) => this.#lastAt - askedAt < FIRST_LOOK).length,
      late: late.length,
    });
    if (this.#silentFor === 0) return;
    for (let minute = minuteOf(this.#lastAt); minute <= minuteOf(at); minute += 1) this.#silentMinutes.add(minute);
  }

  #begin(place: Place, at: number): void {
    const attempt = this.turn(0)?.attempt ?? 1;
    this.#turns += 1;
    this.#underWay.set(place, { place, attempt, at, askedAt: at, asks: 0 });
    add(this.#starts, minuteOf(at), 1);
    add(this.#spent, minuteOf(at), 1);
    this.#count(at, { started: 1, failed: 0 });
  }

  #askAgain(place: Place, at: number): void {
    const begun = this.#underWay.get(place);
    if (begun !== undefined) this.#underWay.set(place, { ...begun, askedAt: at, asks: begun.asks + 1 });
  }

  #settle({ place, ending, again = false, held = false }: Settled, at: number): void {
    if (held) this.#held.push(place);
    const begun = this.#underWay.get(place);
    const attempt = begun?.attempt ?? this.turn(0)?.attempt ?? 1;
    if (begun === undefined) this.#turns += 1;
    this.#underWay.delete(place);
    // One that failed before it began is counted as having begun now.
    const started = begun === undefined ? 1 : 0;
    if (ending.outcome === 'failed') this.#count(begun?.at ?? at, { started, failed: 1 });
    if (again && attempt < ATTEMPTS) this.#again.push(place);
    else this.#endings.set(place, ending);
  }

  #count(at: number, more: WindowCount): void {
    const key = Math.floor(at / WINDOW_MS);
    const { started, failed } = this.#windows.get(key) ?? { started: 0, failed: 0 };
    const window = { started: started + more.started, failed: failed + more.failed };
    this.#windows.set(key, window);
    this.#why ??= reasonToStop(window);
  }
}

function add(counts: Map<number, number>, minute: number, more: number): void {
  counts.set(minute, (counts.get(minute) ?? 0) + more);
}
