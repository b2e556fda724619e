import { SUPERSEDED_TAG_PREFIX } from '../../functions/domain/tag-names.ts';
import { createDependencies as createReconcileUser } from '../../functions/reconcile-user/dependencies.ts';
import { reconcileUser } from '../../functions/reconcile-user/handler.ts';
import { createDependencies as createRotateKey } from '../../functions/rotate-key/dependencies.ts';
import { rotateKey } from '../../functions/rotate-key/handler.ts';
import { InvariantWatch } from '../invariants.ts';
import { EmbeddedStack } from '../stack.ts';
import { addAccount, RECONCILE_USER_ARN, ROTATE_KEY_ARN, type Subject } from '../subject.ts';
import { CallLog } from './call-log.ts';
import { containers } from './container.ts';
import { FunctionOutput } from './function-output.ts';
import { ReconcileLog } from './reconcile-log.ts';
import { RotationLog } from './rotation-log.ts';

const DAY = 86_400_000;

/** What is in place before the story begins: a user of emnify as many are, and the functions, which nobody has called yet. */
export class Stage {
  readonly stack: EmbeddedStack;
  readonly subject: Subject;
  readonly watch: InvariantWatch;
  readonly calls = new CallLog();
  readonly rotations: RotationLog;
  readonly reconciles: ReconcileLog;
  readonly output = new FunctionOutput();
  /** Credentials that Secrets Manager handed to a function. */
  readonly rotationTokens = new Set<string>();
  /** Until when each superseded key had to stay, ISO 8601 as its tag said last: the tag goes with the key. */
  readonly deadlines = new Map<number, string>();
  /** A rotation failed that nobody broke: what comes after it in the story makes no sense. */
  hasFailed = false;

  private constructor(stack: EmbeddedStack) {
    this.stack = stack;
    this.subject = addAccount(stack);
    const portal = stack.emnify.portal(this.subject.username);
    portal.addKey({ active: true, createdAt: Date.parse('2024-03-01T09:00:00Z') });
    const browsers = ['Chrome', 'Firefox', 'Safari', 'Edge'];
    const systems = ['Windows', 'Linux', 'macOS', 'Windows'];
    for (const [index, days] of [83, 47, 12, 1].entries()) {
      const activatedAt = stack.clock.now() - days * DAY;
      portal.addDevice({ activatedAt, browser: browsers[index] ?? '', operatingSystem: systems[index] ?? '' });
    }
    this.watch = new InvariantWatch(stack, this.subject);
    this.rotations = new RotationLog(stack, this.subject, this.calls);
    this.reconciles = new ReconcileLog(stack, this.calls);
    stack.script.witness = this.calls.witness;
    stack.secretsManager.onChange(() => this.#noteDeadlines());
    stack.functions.define(ROTATE_KEY_ARN, this.#rotateKey());
    stack.functions.define(RECONCILE_USER_ARN, this.#reconcileUser());
  }

  static async set(): Promise<Stage> {
    return new Stage(await EmbeddedStack.start());
  }

  async close(): Promise<void> {
    await this.stack.close();
  }

  /**
   * The functions' own code in this process, not their bundles in others: only so do they live on the virtual clock, and can
   * months pass in a story. That the bundles do the same is for the end-to-end test.
   */
  #rotateKey(): (event: unknown) => Promise<void> {
    const container = containers(this.stack.clock, () =>
      createRotateKey(this.stack.environment(), this.#surroundings()),
    );
    return (event) =>
      this.output.capture(async () => {
        this.#noteRotationToken(event);
        await rotateKey(event, container());
      });
  }

  #reconcileUser(): (event: unknown) => Promise<unknown> {
    const container = containers(this.stack.clock, () =>
      createReconcileUser({ ...this.stack.environment(), ROTATE_KEY_ARN }, this.#surroundings()),
    );
    return (event) => this.output.capture(() => this.reconciles.note(event, () => reconcileUser(event, container())));
  }

  #surroundings() {
    const { stack } = this;
    return {
      clock: this.#waitingClock(),
      secretsManager: stack.clientConfig('secretsmanager'),
      lambda: stack.clientConfig('lambda'),
      scheduler: stack.clientConfig('scheduler'),
    };
  }

  #waitingClock() {
    const { clock } = this.stack;
    return {
      now: () => clock.now(),
      sleep: async (ms: number) => {
        this.calls.waited(ms);
        await clock.sleep(ms);
      },
    };
  }

  #noteRotationToken(event: unknown): void {
    if (typeof event !== 'object' || event === null || !('RotationToken' in event)) return;
    this.rotationTokens.add(String(event.RotationToken));
  }

  #noteDeadlines(): void {
    for (const [tag, deadline] of this.stack.secretsManager.secret(this.subject.keySecret)?.tags ?? []) {
      if (tag.startsWith(SUPERSEDED_TAG_PREFIX)) {
        this.deadlines.set(Number(tag.slice(SUPERSEDED_TAG_PREFIX.length)), deadline);
      }
    }
  }
}
