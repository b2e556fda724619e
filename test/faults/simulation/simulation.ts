import { reconcileUser } from '../../../functions/reconcile-user/handler.ts';
import { rotateKey } from '../../../functions/rotate-key/handler.ts';
import type { Switches } from '../../../local/emnify/switches.ts';
import { InvariantWatch } from '../../../local/invariants.ts';
import type { Behaviour } from '../../../local/secrets-manager/behaviour.ts';
import { EmbeddedStack } from '../../../local/stack.ts';
import { RECONCILE_USER_ARN, ROTATE_KEY_ARN, type Subject } from '../../../local/subject.ts';
import { reconcileContainer, rotationContainer } from './containers.ts';
import type { PlannedFault } from './fault-kinds.ts';
import { Invocation, never } from './invocation.ts';
import { Network } from './network.ts';
import type { Ending, Passed, Recording } from './recording.ts';
import { rotatedUser } from './rotated-user.ts';

/** One reading of what the documents leave open, and how the product is set up for it. */
export interface Setting {
  readonly emnify?: Partial<Switches>;
  readonly secretsManager?: Partial<Behaviour>;
  readonly strategy?: 'overlap' | 'replace';
}

/** Milliseconds, as `infra/constructs` deploys the functions. */
const TIMEOUTS = { 'rotate-key': 60_000, 'reconcile-user': 120_000 } as const;

/** The real functions on the embedded stack in one process, every invocation in a container of its own, all in virtual time. */
export class Simulation {
  readonly stack: EmbeddedStack;
  readonly subject: Subject;
  readonly watch: InvariantWatch;
  readonly network: Network;
  readonly invocations: Invocation[] = [];
  /** Called when an invocation has ended, before anybody hears of it. */
  afterInvocation: ((invocation: Invocation) => void) | undefined;
  /** Invocations under way. */
  running = 0;
  #stopped = false;
  readonly setting: Setting;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(stack: EmbeddedStack, subject: Subject, setting: Setting, network: Network) {
    const { strategy = 'overlap' } = setting;
    this.setting = setting;
    this.stack = stack;
    this.subject = subject;
    this.watch = new InvariantWatch(stack, subject, { strategy });
    this.network = network;
    this.#environment = { ...stack.environment(), ROTATE_KEY_ARN, ROTATION_STRATEGY: strategy };
    stack.functions.define(ROTATE_KEY_ARN, (event) => this.rotateKey(event));
    stack.functions.define(RECONCILE_USER_ARN, (event) => this.reconcile(event));
  }

  /**
   * A user whose key was rotated a month ago, watched from now on.
   * @param rehearsal a story under the same setting without faults, or with the first of these
   */
  static async start(
    setting: Setting = {},
    faults: readonly PlannedFault[] = [],
    rehearsal?: Recording,
  ): Promise<Simulation> {
    const { emnify = {}, secretsManager = {} } = setting;
    const stack = await EmbeddedStack.inProcess({ emnify, secretsManager });
    const subject = await rotatedUser(stack, emnify.passwordForm ?? 'sha1');
    // Each read counts under that limit.
    const network = new Network(stack, faults, emnify.readLimit === true ? undefined : rehearsal);
    return new Simulation(stack, subject, setting, network);
  }

  /** One invocation of `rotate-key`. */
  async rotateKey(event: unknown): Promise<void> {
    await this.#invoke('rotate-key', event, () => rotateKey(event, rotationContainer(this.#environment)));
  }

  /** One invocation of `reconcile-user`. */
  async reconcile(event: unknown) {
    return this.#invoke('reconcile-user', event, () => reconcileUser(event, reconcileContainer(this.#environment)));
  }

  /** Nothing happens any more: no function is invoked, and whoever waits for one waits for ever. */
  stop(): void {
    this.#stopped = true;
  }

  #note({ number }: Invocation, result: Ending['result']): void {
    this.network.recording?.end(number, { at: this.stack.clock.now(), result });
  }

  async #invoke<T>(name: keyof typeof TIMEOUTS, event: unknown, work: () => Promise<T>): Promise<T> {
    if (this.#stopped) return never();
    const invocation = new Invocation({
      number: this.invocations.length,
      nth: this.invocations.filter(({ began }) => began === this.stack.clock.now()).length,
      name,
      event,
      network: this.network,
      clock: this.stack.clock,
      timeoutMs: TIMEOUTS[name],
    });
    this.invocations.push(invocation);
    this.running += 1;
    const rehearsed = this.network.rehearsed(invocation);
    invocation.isRepeated = rehearsed !== undefined;
    try {
      const value = await invocation.run<T>(
        rehearsed === undefined ? work : () => repeat(this.network, invocation, rehearsed),
      );
      this.#note(invocation, { value });
      return value;
    } catch (error) {
      this.#note(invocation, invocation.ended === 'died' ? 'died' : { error });
      throw error;
    } finally {
      this.running -= 1;
      this.afterInvocation?.(invocation);
    }
  }
}

/** What the invocation did in the rehearsal, in place of its code: a function that is told the same does the same. */
async function repeat<T>(
  network: Network,
  invocation: Invocation,
  { calls, ending }: { readonly calls: readonly Passed[]; readonly ending: Ending },
): Promise<T> {
  for (const call of calls) {
    if (invocation.now() < call.at) await invocation.sleep(call.at - invocation.now());
    await network.repeat(call);
  }
  if (ending.result === 'died') throw new Error('expected the invocation to die, as rehearsed');
  if (invocation.now() < ending.at) await invocation.sleep(ending.at - invocation.now());
  if ('error' in ending.result) throw ending.result.error;
  // What an invocation of this function returned.
  return ending.result.value as T;
}
