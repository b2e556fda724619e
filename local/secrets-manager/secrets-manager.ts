import type { VirtualClock } from '../clock.ts';
import type { FunctionRegistry } from '../lambda/registry.ts';
import type { Context } from './actions/context.ts';
import { type Behaviour, DEFAULT_BEHAVIOUR } from './behaviour.ts';
import { type Answer, dispatch } from './dispatch.ts';
import type { Unsubscribe } from './hooks.ts';
import { labelsOf } from './record.ts';
import { RotationEngine } from './rotation/engine.ts';
import type { RotationEvent, StepProgress } from './rotation/run.ts';
import { type Change, Store } from './store.ts';
import { type SecretTruth, truthOf } from './truth.ts';

/** Actions whose ClientRequestToken every SDK fills in when the caller leaves it out. */
const TOKEN_ACTIONS = ['CreateSecret', 'PutSecretValue', 'UpdateSecret', 'RotateSecret'];

/** AWS Secrets Manager for development and tests: in memory, deterministic, on the stack's clock. */
export class SecretsManager {
  /** Switches, to be set at any time. */
  readonly behaviour: Behaviour;
  readonly #store: Store;
  readonly #context: Context;

  constructor(clock: VirtualClock, functions: FunctionRegistry, behaviour: Partial<Behaviour> = {}) {
    this.behaviour = { ...DEFAULT_BEHAVIOUR, ...behaviour };
    this.#store = new Store(clock);
    const rotations = new RotationEngine(this.#store, clock, functions, this.behaviour);
    this.#context = { store: this.#store, behaviour: this.behaviour, functions, rotations };
  }

  /**
   * Plays an API call as it comes over the wire: nothing is added to the input.
   * @returns the JSON answer; dates are epoch seconds
   * @throws SecretsManagerError as AWS refuses
   */
  perform(action: string, input: unknown): Answer {
    return dispatch(this.#context, action, input);
  }

  /** As `perform`, for an operator or a test in the same process: a ClientRequestToken is added where an SDK would. */
  call(action: string, input: Readonly<Record<string, unknown>>): Answer {
    const withToken = TOKEN_ACTIONS.includes(action) ? { ClientRequestToken: this.#store.uuid(), ...input } : input;
    return this.perform(action, withToken);
  }

  /** What is really there, by name or ARN, without leaving a trace; undefined where there is no such secret. */
  secret(secretId: string): SecretTruth | undefined {
    const record = this.#store.find(secretId);
    return record === undefined ? undefined : truthOf(record, this.#context.rotations.attempts(record));
  }

  /** As a stale read would show the secret; undefined where there was none before its last write. */
  beforeLastWrite(secretId: string): SecretTruth | undefined {
    const record = this.#store.before(secretId);
    return record === undefined ? undefined : truthOf(record, []);
  }

  /** The names of all secrets, those that await deletion too. */
  names(): readonly string[] {
    return this.#store.names();
  }

  /** Resolves when the secret's latest rotation, with its retries, has ended; moves the clock to each attempt that is due. */
  async rotationSettled(secretId: string): Promise<void> {
    await this.#context.rotations.settled(this.#store.get(secretId));
  }

  /** The next `reads` DescribeSecret and GetSecretValue of this secret answer with the state before its last write. */
  serveStale(secretId: string, { reads }: { readonly reads: number }): void {
    this.#store.serveStale(secretId, reads);
  }

  /** Deletes the versions without a label, as AWS may at any time. */
  purgeUnlabelled(secretId: string): void {
    const record = this.#store.get(secretId);
    this.#store.change(record, 'VersionsPurged', () => {
      for (const id of [...record.versions.keys()]) if (labelsOf(record, id).length === 0) record.versions.delete(id);
    });
  }

  /** Called synchronously after every change of state. */
  onChange(listener: (change: Change) => void): Unsubscribe {
    return this.#store.changes.listen(listener);
  }

  /** Called at the end of every rotation attempt. */
  onEvent(listener: (event: RotationEvent) => void): Unsubscribe {
    return this.#context.rotations.events.listen(listener);
  }

  /** Called when a rotation step starts and when it ends. */
  onStep(listener: (progress: StepProgress) => void): Unsubscribe {
    return this.#context.rotations.steps.listen(listener);
  }
}
