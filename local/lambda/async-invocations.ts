import type { VirtualClock } from '../clock.ts';
import type { FunctionRegistry, InvocationResult, Invoker } from './registry.ts';

const MINUTE = 60_000;

/** Waits before the second and the third attempt (Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation"). */
const RETRY_WAITS = [MINUTE, 2 * MINUTE] as const;

/** A function's event invoke configuration, in Lambda's own words and units. */
export interface AsyncConfiguration {
  /** 0 to 2; 2 by default. */
  readonly maximumRetryAttempts?: 0 | 1 | 2;
  /** 60 to 21,600; 21,600 by default. An attempt that would come later is not made. */
  readonly maximumEventAgeInSeconds?: number;
  /** ARN of the on-failure destination. Without one a discarded event is gone. */
  readonly onFailure?: string;
}

/** One attempt to run a function with an event. */
export interface AsyncInvocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly event: unknown;
  /** From 1. */
  readonly attempt: number;
  /** When the attempt began, epoch milliseconds. */
  readonly at: number;
  readonly result: InvocationResult;
}

/** An event that Lambda gave up, with the destination that its record went to, if the function has one. */
export interface AsyncFailure {
  readonly requestId: string;
  readonly functionArn: string;
  readonly event: unknown;
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
  readonly attempts: number;
  readonly at: number;
  readonly errorType: string;
  readonly errorMessage: string;
  readonly destination?: string;
}

/** An event that is to be handed to its function, for the first time or again. */
export interface WaitingEvent {
  readonly functionArn: string;
  readonly event: unknown;
  /** The number of the attempt that is to come, from 1. */
  readonly attempt: number;
  /** Epoch milliseconds: when the attempt is due, and when the event came. */
  readonly at: number;
  readonly queuedAt: number;
}

interface QueuedEvent {
  readonly requestId: string;
  readonly functionArn: string;
  readonly event: unknown;
  readonly queuedAt: number;
  readonly by?: Invoker;
}

/**
 * Lambda's queue of asynchronous events: whoever hands one over gets no answer, a function error is tried again, and an
 * event that is given up goes to the function's own destination. Events run when the clock moves next (`advance(0)` too).
 */
export class AsyncInvocations {
  readonly invocations: AsyncInvocation[] = [];
  readonly failures: AsyncFailure[] = [];
  /** What has not been attempted yet, in no particular order. */
  readonly waiting = new Set<WaitingEvent>();
  readonly #functions: FunctionRegistry;
  readonly #clock: VirtualClock;
  readonly #configurations = new Map<string, AsyncConfiguration>();
  #requests = 0;

  constructor(functions: FunctionRegistry, clock: VirtualClock) {
    this.#functions = functions;
    this.#clock = clock;
  }

  configure(functionArn: string, configuration: AsyncConfiguration): void {
    this.#configurations.set(functionArn, configuration);
  }

  /**
   * Takes an event for the function, as Invoke with InvocationType Event does.
   * @returns the request id, or undefined where there is no such function (Lambda's ResourceNotFoundException)
   */
  enqueue(functionArn: string, event: unknown, by?: Invoker): string | undefined {
    if (!this.#functions.has(functionArn)) return undefined;
    this.#requests += 1;
    const requestId = `00000000-0000-4000-8000-${String(this.#requests).padStart(12, '0')}`;
    const queued = { requestId, functionArn, event, queuedAt: this.#clock.now() };
    this.#runAt(this.#clock.now(), by === undefined ? queued : { ...queued, by }, 1);
    return requestId;
  }

  #runAt(at: number, queued: QueuedEvent, attempt: number): void {
    const { functionArn, event, queuedAt } = queued;
    const waiting = { functionArn, event, attempt, at, queuedAt };
    this.waiting.add(waiting);
    this.#clock.at(at, () => {
      this.waiting.delete(waiting);
      return this.#run(queued, attempt);
    });
  }

  async #run(queued: QueuedEvent, attempt: number): Promise<void> {
    const { requestId, functionArn, event, by } = queued;
    const at = this.#clock.now();
    const result = await this.#functions.invoke(functionArn, event, by);
    this.invocations.push({ requestId, functionArn, event, attempt, at, result });
    if (result.ok) return;
    const { maximumRetryAttempts = 2, maximumEventAgeInSeconds = 21_600 } = this.#configurations.get(functionArn) ?? {};
    const wait = RETRY_WAITS[attempt - 1];
    if (wait === undefined || attempt > maximumRetryAttempts) {
      this.#giveUp(queued, attempt, 'RetriesExhausted', result);
    } else if (this.#clock.now() + wait - queued.queuedAt > maximumEventAgeInSeconds * 1000) {
      this.#giveUp(queued, attempt, 'EventAgeExceeded', result);
    } else {
      this.#runAt(this.#clock.now() + wait, queued, attempt + 1);
    }
  }

  #giveUp(
    { requestId, functionArn, event }: QueuedEvent,
    attempts: number,
    condition: AsyncFailure['condition'],
    { errorType, errorMessage }: Extract<InvocationResult, { ok: false }>,
  ): void {
    const destination = this.#configurations.get(functionArn)?.onFailure;
    this.failures.push({
      requestId,
      functionArn,
      event,
      condition,
      attempts,
      at: this.#clock.now(),
      errorType,
      errorMessage,
      ...(destination === undefined ? {} : { destination }),
    });
  }
}
