import { AsyncLocalStorage } from 'node:async_hooks';

/** Which of two actors begins, and after how many moves in all the other one is let on. */
export interface Schedule {
  readonly first: 0 | 1;
  readonly preemptions: readonly number[];
}

interface Actor {
  /** Moves that it wants to make: more than one where it calls in parallel. */
  readonly waiting: (() => void)[];
  ended: boolean;
  /** Resolved by its next wish to move, and by its end. */
  stirred: PromiseWithResolvers<void>;
}

const acting = new AsyncLocalStorage<Actor>();

/**
 * Lets two actors move in turns as the schedule says: at every remote call an actor waits before it takes effect. The one that is
 * let on goes on until it ends or the schedule preempts it.
 */
export class CooperativeScheduler {
  readonly #schedule: Schedule;
  /** Moves made so far. */
  moves = 0;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  /** Waits until the actor may make its next move; `moved` is to be called when that is over. */
  async move(): Promise<void> {
    const actor = acting.getStore();
    if (actor === undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    actor.waiting.push(resolve);
    actor.stirred.resolve();
    await promise;
  }

  moved(): void {
    this.#moved?.();
  }

  #moved: (() => void) | undefined;

  /** Runs both to their ends; what they throw is theirs. */
  async run(works: readonly [() => Promise<unknown>, () => Promise<unknown>]): Promise<void> {
    const actors = works.map((): Actor => ({ waiting: [], ended: false, stirred: Promise.withResolvers() }));
    for (const [index, work] of works.entries()) {
      const actor = actors[index];
      if (actor === undefined) continue;
      const end = () => {
        actor.ended = true;
        actor.stirred.resolve();
        this.#moved?.();
      };
      acting.run(actor, work).then(end, end);
      await actor.stirred.promise;
    }
    for (let turn: number = this.#schedule.first; actors.some(({ ended }) => !ended); ) {
      if (this.#schedule.preemptions.includes(this.moves)) turn = 1 - turn;
      if (actors[turn]?.ended) turn = 1 - turn;
      const actor = actors[turn];
      if (actor !== undefined) await this.#letMove(actor);
    }
  }

  async #letMove(actor: Actor): Promise<void> {
    const go = actor.waiting.shift();
    if (go === undefined) return;
    this.moves += 1;
    actor.stirred = Promise.withResolvers();
    const over = new Promise<void>((resolve) => {
      this.#moved = resolve;
    });
    go();
    await over;
    if (actor.waiting.length === 0 && !actor.ended) await actor.stirred.promise;
  }
}

/** How often a schedule may take the word from an actor that has more to do. */
const MOST_PREEMPTIONS = 2;

/** Every schedule of at most two preemptions; `play` says how many moves were made under one. */
export async function eachSchedule(play: (schedule: Schedule) => Promise<number>): Promise<void> {
  const go = async (schedule: Schedule): Promise<void> => {
    const moves = await play(schedule);
    if (schedule.preemptions.length === MOST_PREEMPTIONS) return;
    for (let after = (schedule.preemptions.at(-1) ?? 0) + 1; after < moves; after += 1) {
      await go({ ...schedule, preemptions: [...schedule.preemptions, after] });
    }
  };
  await go({ first: 0, preemptions: [] });
  await go({ first: 1, preemptions: [] });
}
