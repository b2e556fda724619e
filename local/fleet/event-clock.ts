import { setImmediate } from 'node:timers/promises';
import { type Cancel, VirtualClock } from '../clock.ts';

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => unknown;
  cancelled: boolean;
}

/** Turns of the event loop in which nothing happens, before it is believed that everybody waits for the clock. */
const QUIET_TURNS = 4;

/**
 * A clock on which many wait at the same time, as the containers of a fleet do: time moves on once nobody has anything left to
 * do before the next instant that somebody waits for. All that is simulated must run in this process, without sockets.
 */
export class EventClock extends VirtualClock {
  /** A heap: the earliest first, of equal ones the one that was asked for first. */
  readonly #events: Event[] = [];
  #now: number;
  #order = 0;
  #activity = 0;
  #holds = 0;

  constructor(start: number) {
    super(start);
    this.#now = start;
  }

  override now(): number {
    return this.#now;
  }

  override async sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => this.at(this.#now + ms, resolve));
  }

  override at(at: number, run: () => unknown): Cancel {
    this.#activity += 1;
    const event: Event = { at, order: this.#order++, run, cancelled: false };
    this.#push(event);
    return () => {
      event.cancelled = true;
    };
  }

  override async advanceTo(instant: number): Promise<void> {
    await this.sleep(instant - this.#now);
  }

  override async advance(ms: number): Promise<void> {
    await this.sleep(ms);
  }

  /** Somebody is at work although nothing shows: time stands still until the returned function is called. */
  hold(): () => void {
    this.#holds += 1;
    return () => {
      this.#holds -= 1;
      this.#activity += 1;
    };
  }

  /** Lets time pass until `work` has ended. */
  async play<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const ending = () => {
      ended = true;
    };
    work.then(ending, ending);
    for (;;) {
      await this.#quiet();
      if (ended) return work;
      const event = this.#pop();
      if (event === undefined || event.cancelled) continue;
      this.#now = Math.max(this.#now, event.at);
      // What it begins is waited for by `#quiet`, together with everything else.
      void event.run();
    }
  }

  async #quiet(): Promise<void> {
    let before = this.#activity;
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
      await setImmediate();
      if (this.#activity === before && this.#holds === 0 && !readsFiles()) continue;
      before = this.#activity;
      turns = 0;
    }
  }

  #push(event: Event): void {
    const heap = this.#events;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(event, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = event;
  }

  #pop(): Event | undefined {
    const heap = this.#events;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
      if (left === undefined) break;
      const smaller = right !== undefined && isBefore(right, left) ? right : left;
      if (!isBefore(smaller, last)) break;
      heap[index] = smaller;
      index = smaller === left ? 2 * index + 1 : 2 * index + 2;
    }
    heap[index] = last;
    return first;
  }
}

/** The SDK reads its configuration and loads modules with the first call of each client, in the machine's own time. */
function readsFiles(): boolean {
  return process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'));
}

function isBefore(one: Event, other: Event): boolean {
  return one.at === other.at ? one.order < other.order : one.at < other.at;
}
