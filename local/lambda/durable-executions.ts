import { randomUUID } from 'node:crypto';
import type { Clock } from '../../functions/domain/ports.ts';
import type { VirtualClock } from '../clock.ts';
import type { ExecutionEnding } from '../fleet/durable-execution.ts';

/** The code of one execution, which invokes the function until it has ended. */
interface Running {
  run(): Promise<ExecutionEnding>;
  /** Nothing is kept and nothing resumed any more. */
  stop(): void;
}

/** A durable function: one alias by which it is invoked, and what begins an execution. */
interface DurableFunction {
  readonly alias: string;
  readonly begin: (payload: unknown, clock: Clock) => Running;
}

/** What Lambda keeps of an execution. Instants are epoch milliseconds. */
export interface DurableExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly functionArn: string;
  /** As it came. */
  readonly payload: string;
  readonly startedAt: number;
  readonly running: Running;
  endedAt?: number;
  /** Absent while it runs. */
  ending?: ExecutionEnding;
}

/** The durable functions of the embedded account and their executions, whose waits pass with the stack's time. */
export class DurableExecutions {
  readonly #clock: VirtualClock;
  readonly #functions = new Map<string, DurableFunction>();
  readonly #records: DurableExecutionRecord[] = [];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  define(functionArn: string, durable: DurableFunction): void {
    this.#functions.set(functionArn, durable);
  }

  /** The alias of a durable function; undefined of any other. */
  aliasOf(functionArn: string): string | undefined {
    return this.#functions.get(functionArn)?.alias;
  }

  /** Of one function, the latest first. */
  of(functionArn: string): readonly DurableExecutionRecord[] {
    return this.#records.filter((record) => record.functionArn === functionArn).toReversed();
  }

  find(arn: string): DurableExecutionRecord | undefined {
    return this.#records.find((record) => record.arn === arn);
  }

  /**
   * Begins an execution when the clock moves. A name that was used with the same payload is the execution that has it, also one
   * that has ended. https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-idempotency.html
   * @returns undefined where the name was used with another payload
   */
  start(functionArn: string, name: string, payload: string): DurableExecutionRecord | undefined {
    const known = this.#records.find((record) => record.functionArn === functionArn && record.name === name);
    if (known !== undefined) return known.payload === payload ? known : undefined;
    const durable = this.#functions.get(functionArn);
    if (durable === undefined) throw new Error(`expected a durable function, got ${functionArn}`);
    const clock = new WaitingClock(this.#clock);
    const record: DurableExecutionRecord = {
      arn: `${functionArn}:1/durable-execution/${name}/${randomUUID()}`,
      name,
      functionArn,
      payload,
      startedAt: this.#clock.now(),
      running: durable.begin(JSON.parse(payload), clock),
    };
    this.#records.push(record);
    clock.wakeAt(this.#clock.now(), () => void this.#play(record, clock));
    return record;
  }

  stop(record: DurableExecutionRecord): void {
    record.running.stop();
    this.#end(record, { status: 'STOPPED' });
  }

  async #play(record: DurableExecutionRecord, clock: WaitingClock): Promise<void> {
    try {
      this.#end(record, await record.running.run());
    } finally {
      clock.rest();
    }
  }

  #end(record: DurableExecutionRecord, ending: ExecutionEnding): void {
    if (record.ending !== undefined) return;
    record.ending = ending;
    record.endedAt = this.#clock.now();
  }
}

/**
 * The clock of one execution. Sleeping on the stack's own clock moves it; who sleeps here waits until it has moved, and then it
 * stands still until the execution is at rest again.
 */
class WaitingClock implements Clock {
  readonly #clock: VirtualClock;
  #resting = Promise.withResolvers<void>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  async sleep(ms: number): Promise<void> {
    const woken = Promise.withResolvers<void>();
    this.wakeAt(this.now() + ms, woken.resolve);
    this.rest();
    await woken.promise;
  }

  wakeAt(instant: number, wake: () => void): void {
    this.#clock.at(instant, () => {
      this.#resting = Promise.withResolvers();
      wake();
      return this.#resting.promise;
    });
  }

  rest(): void {
    this.#resting.resolve();
  }
}
