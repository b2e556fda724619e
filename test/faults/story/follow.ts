import type { Invocation } from '../simulation/invocation.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { notConverged, type Truth, truthOf } from './truth.ts';

/** How old a key is that no invocation can be storing any more (design.md, "stored"). */
const ORPHAN_AFTER_MS = 60_000;

/** Looks at the truth after every invocation: for how long it takes to converge, and for orphans that outlive two runs. */
export class Follower {
  readonly problems: string[] = [];
  /** Invocations that have ended. */
  count = 0;
  readonly #simulation: Simulation;
  readonly #before: number | undefined;
  readonly #orphans: 'unseen' | 'undated' | undefined;
  /** Of each key that nothing records: how many runs have looked and left it there. */
  readonly #left = new Map<number, number>();
  #lastBad = 0;
  #lastFault = 0;

  /** @param orphans why runs cannot clear them away, if so */
  constructor(simulation: Simulation, before: number | undefined, orphans?: 'unseen' | 'undated') {
    this.#simulation = simulation;
    this.#orphans = orphans;
    this.#before = before;
  }

  /** After an invocation has ended. */
  look(invocation: Invocation): void {
    this.count += 1;
    const truth = truthOf(this.#simulation);
    const calls = this.#simulation.network.calls.filter((call) => call.invocation === invocation);
    if (calls.some(({ fault }) => fault !== undefined)) this.#lastFault = this.count;
    if (notConverged(truth, this.#before, this.#orphans).length > 0) this.#lastBad = this.count;
    const looked = calls.some(
      ({ operation, answer }) => operation.startsWith('GET /api/v1/user/{') && answer === '200',
    );
    if (invocation.ended === 'ok' && looked && this.#orphans === undefined) this.#countOrphans(truth, invocation);
  }

  /** The story is not played on: it is known that all will be as it should be after so many further invocations. */
  goesOn(further: number): void {
    if (further > 0) this.#lastBad = this.count + further;
    const { network, invocations } = this.#simulation;
    const underWay = invocations.at(-1);
    if (underWay?.ended !== undefined) return;
    if (network.calls.some(({ invocation, fault }) => invocation === underWay && fault !== undefined)) {
      this.#lastFault = this.count + 1;
    }
  }

  #countOrphans({ orphans }: Truth, { began }: Invocation): void {
    const { stack, subject } = this.#simulation;
    for (const id of orphans) {
      const key = stack.emnify.user(subject.username).keys.find((one) => one.id === id);
      if (key === undefined || began - key.createdAt <= ORPHAN_AFTER_MS) continue;
      const runs = (this.#left.get(id) ?? 0) + 1;
      this.#left.set(id, runs);
      if (runs === 2) this.problems.push(`invariant 6: key ${id}, recorded nowhere, has outlived two runs`);
    }
  }

  /** What it remembers that the rest of the story depends on. */
  get memory(): string {
    return JSON.stringify([...this.#left]);
  }

  /** Invocations from `count` on until all was as it should be, if the story ends here. */
  invocationsToConvergeFrom(count: number): number {
    return Math.max(0, this.#lastBad - count);
  }

  /** From the last fault on; 1: the invocation that met it left all as it should be. */
  runsToConverge(): number {
    return this.#lastFault === 0 ? 0 : Math.max(0, this.#lastBad - this.#lastFault) + 1;
  }
}
