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

  private constructor(stack: EmbeddedStack, subject: Subject, setting: Setting, faults: readonly PlannedFault[]) {
    const { strategy = 'overlap' } = setting;
    this.setting = setting;
    this.stack = stack;
    this.subject = subject;
    this.watch = new InvariantWatch(stack, subject, { strategy });
    this.network = new Network(stack, faults);
    this.#environment = { ...stack.environment(), ROTATE_KEY_ARN, ROTATION_STRATEGY: strategy };
    stack.functions.define(ROTATE_KEY_ARN, (event) => this.rotateKey(event));
    stack.functions.define(RECONCILE_USER_ARN, (event) => this.reconcile(event));
  }

  /** A user whose key was rotated a month ago, watched from now on. */
  static async start(setting: Setting = {}, faults: readonly PlannedFault[] = []): Promise<Simulation> {
    const { emnify = {}, secretsManager = {} } = setting;
    const stack = await EmbeddedStack.inProcess({ emnify, secretsManager });
    const subject = await rotatedUser(stack, emnify.passwordForm ?? 'sha1');
    return new Simulation(stack, subject, setting, faults);
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
    try {
      return await invocation.run(work);
    } finally {
      this.running -= 1;
      this.afterInvocation?.(invocation);
    }
  }
}
