import {
  type CheckpointDurableExecutionRequest,
  type CheckpointDurableExecutionResponse,
  type DurableContext,
  type DurableExecutionClient,
  DurableExecutionClientError,
  DurableExecutionClientErrorScope,
  type DurableExecutionInvocationOutput,
  type GetDurableExecutionStateRequest,
  type GetDurableExecutionStateResponse,
  InvocationStatus,
  type OperationUpdate,
  type WireOperation,
  withDurableExecution,
} from '@aws/durable-execution-sdk-js';
import type { Context } from 'aws-lambda';
import type { Clock } from '../../functions/domain/ports.ts';

/** Lambda's quotas: operations of one execution, and bytes of one result (Lambda quotas, "Durable functions"). */
const MOST_OPERATIONS = 3_000;
const MOST_BYTES = 256 * 1024;
/** Operations that come with the invocation; the others are fetched. */
const FIRST_PAGE = 100;

/** How an execution ended. */
export type ExecutionEnding =
  | { readonly status: 'SUCCEEDED'; readonly result: unknown }
  | { readonly status: 'FAILED'; readonly errorType: string | undefined; readonly errorMessage: string | undefined }
  | { readonly status: 'STOPPED' };

export type DurableCode = (event: unknown, context: DurableContext) => Promise<unknown>;

/**
 * One durable execution, as Lambda's service keeps it: operations and their results in memory, waits on the stack's clock, each
 * resumption a new invocation of the code.
 */
export class DurableExecution implements DurableExecutionClient {
  /** Called before an update takes effect; what it throws loses the checkpoint, and the invocation with it. */
  beforeCheckpoint: ((update: OperationUpdate) => void) | undefined;
  /**
   * Called when the code has asked for a wait; what it returns is called when the invocation has ended. The SDK takes some
   * milliseconds of the machine's time in between, in which a clock that moves by itself must stand still.
   */
  onSuspending: (() => () => void) | undefined;
  invocations = 0;
  readonly #code: DurableCode;
  readonly #clock: Clock;
  readonly #operations = new Map<string, WireOperation>();
  readonly #wakeUps = new Map<string, number>();
  #stopped = false;
  #resume: (() => void) | undefined;
  #tokens = 0;

  constructor(code: DurableCode, clock: Clock, payload: unknown) {
    this.#code = code;
    this.#clock = clock;
    const InputPayload = JSON.stringify(payload);
    this.#put({ Id: 'execution', Type: 'EXECUTION', Status: 'STARTED', ExecutionDetails: { InputPayload } });
  }

  /** An execution of which the service has kept this much. */
  static resumed(code: DurableCode, clock: Clock, operations: readonly WireOperation[]): DurableExecution {
    const execution = new DurableExecution(code, clock, undefined);
    execution.#operations.clear();
    for (const operation of operations) execution.#operations.set(operation.Id ?? '', operation);
    return execution;
  }

  /** Everything that the service keeps, in order. */
  get operations(): readonly WireOperation[] {
    return [...this.#operations.values()];
  }

  /** As StopDurableExecution: nothing is checkpointed any more, and nothing resumed. */
  stop(): void {
    this.#stopped = true;
  }

  /** Invokes the code until the execution has ended, moving the clock over its waits. */
  async run(): Promise<ExecutionEnding> {
    while (!this.#stopped) {
      const output = await this.#invoke();
      if (this.#stopped) break;
      if (output?.Status === InvocationStatus.SUCCEEDED) {
        return { status: 'SUCCEEDED', result: JSON.parse(output.Result ?? 'null') };
      }
      if (output?.Status === InvocationStatus.FAILED) {
        const { ErrorType: errorType, ErrorMessage: errorMessage } = output.Error;
        return { status: 'FAILED', errorType, errorMessage };
      }
      await this.#untilDue();
    }
    return { status: 'STOPPED' };
  }

  async getExecutionState({ Marker }: GetDurableExecutionStateRequest): Promise<GetDurableExecutionStateResponse> {
    return { Operations: this.operations.slice(Number(Marker)) };
  }

  async checkpoint({ Updates = [] }: CheckpointDurableExecutionRequest): Promise<CheckpointDurableExecutionResponse> {
    for (const update of Updates) {
      if (this.#stopped) throw refusal('the execution was stopped', 'EXECUTION');
      this.beforeCheckpoint?.(update);
      if (Buffer.byteLength(update.Payload ?? '') > MOST_BYTES) throw refusal('a result of over 256 kB', 'EXECUTION');
      this.#put(this.#updated(update));
      if (this.#operations.size > MOST_OPERATIONS) throw refusal('more than 3,000 operations', 'EXECUTION');
    }
    const Operations = Updates.flatMap(({ Id }) => this.#operations.get(Id ?? '') ?? []);
    return { CheckpointToken: this.#token(), NewExecutionState: { Operations } };
  }

  /** @returns undefined where the invocation failed, which Lambda tries again */
  async #invoke(): Promise<DurableExecutionInvocationOutput | undefined> {
    this.invocations += 1;
    const handler = withDurableExecution(this.#code, { durableExecutionClient: this });
    const { operations } = this;
    const NextMarker = operations.length > FIRST_PAGE ? String(FIRST_PAGE) : undefined;
    const event = {
      DurableExecutionArn:
        'arn:aws:lambda:eu-central-1:111122223333:function:emnify-mfa-rotate-fleet:1/durable-execution/run/1',
      CheckpointToken: this.#token(),
      InitialExecutionState: { Operations: operations.slice(0, FIRST_PAGE), NextMarker },
    };
    try {
      return await handler(event, lambdaContext(this.invocations));
    } catch {
      return undefined;
    } finally {
      this.#resume?.();
      this.#resume = undefined;
    }
  }

  async #untilDue(): Promise<void> {
    const due = Math.min(...this.#wakeUps.values());
    if (Number.isFinite(due)) await this.#clock.sleep(Math.max(0, due - this.#clock.now()));
    for (const [id, at] of this.#wakeUps) {
      if (at > this.#clock.now()) continue;
      this.#wakeUps.delete(id);
      const operation = this.#operations.get(id);
      if (operation !== undefined) {
        this.#put({ ...operation, Status: operation.Type === 'WAIT' ? 'SUCCEEDED' : 'READY' });
      }
    }
  }

  #updated({
    Id = '',
    Type,
    SubType,
    Name,
    ParentId,
    Action,
    ...more
  }: OperationUpdate): Omit<WireOperation, 'StartTimestamp'> {
    const seconds = more.WaitOptions?.WaitSeconds ?? more.StepOptions?.NextAttemptDelaySeconds;
    const wakes = Action === 'RETRY' || (Type === 'WAIT' && Action === 'START');
    const wakeUp = this.#clock.now() + (seconds ?? 0) * 1_000;
    if (wakes) {
      this.#wakeUps.set(Id, wakeUp);
      this.#resume ??= this.onSuspending?.();
    }
    const attempt = this.#operations.get(Id)?.StepDetails?.Attempt ?? 0;
    const retried = Action === 'RETRY' ? 1 : 0;
    return {
      Id,
      Type,
      SubType,
      Name,
      ParentId,
      Status:
        Action === 'SUCCEED' ? 'SUCCEEDED' : Action === 'FAIL' ? 'FAILED' : Action === 'RETRY' ? 'PENDING' : 'STARTED',
      ...(Type === 'STEP'
        ? {
            StepDetails: {
              Result: more.Payload,
              Error: more.Error,
              Attempt: attempt + retried,
              ...(wakes ? { NextAttemptTimestamp: new Date(wakeUp) } : {}),
            },
          }
        : {}),
      ...(Type === 'WAIT' ? { WaitDetails: { ScheduledEndTimestamp: new Date(wakeUp) } } : {}),
    };
  }

  #put(operation: Omit<WireOperation, 'StartTimestamp'>): void {
    const StartTimestamp = new Date(this.#clock.now());
    this.#operations.set(operation.Id ?? '', { StartTimestamp, ...operation });
  }

  #token(): string {
    this.#tokens += 1;
    return `token-${this.#tokens}`;
  }
}

function refusal(why: string, scope: keyof typeof DurableExecutionClientErrorScope): DurableExecutionClientError {
  return new DurableExecutionClientError(`refused: ${why}`, { scope: DurableExecutionClientErrorScope[scope] });
}

function lambdaContext(invocation: number): Context {
  return {
    awsRequestId: `00000000-0000-4000-8000-${String(invocation).padStart(12, '0')}`,
    functionName: 'emnify-mfa-rotate-fleet',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:emnify-mfa-rotate-fleet:1',
    memoryLimitInMB: '256',
    logGroupName: '/aws/lambda/emnify-mfa-rotate-fleet',
    logStreamName: 'stream',
    callbackWaitsForEmptyEventLoop: true,
    // Too little for the SDK to wait in the invocation, on the machine's clock, for what passes on the stack's.
    getRemainingTimeInMillis: () => 500,
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
