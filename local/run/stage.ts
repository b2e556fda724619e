import { createDependencies, type Dependencies } from '../../functions/rotate-key/dependencies.ts';
import { rotateKey } from '../../functions/rotate-key/handler.ts';
import type { VirtualClock } from '../clock.ts';
import { InvariantWatch } from '../invariants.ts';
import { EmbeddedStack } from '../stack.ts';
import { addAccount, ROTATE_KEY_ARN, type Subject } from '../subject.ts';
import { CallLog } from './call-log.ts';
import { FunctionOutput } from './function-output.ts';

const DAY = 86_400_000;
/** Lambda says no number; minutes have been seen. */
const IDLE_CONTAINER_LIVES_MS = 5 * 60_000;

/** What is in place before the story begins: a user of emnify as many are, and the functions, which nobody has called yet. */
export class Stage {
  readonly stack: EmbeddedStack;
  readonly subject: Subject;
  readonly watch: InvariantWatch;
  readonly calls = new CallLog();
  readonly output = new FunctionOutput();
  /** Credentials that Secrets Manager handed to a function. */
  readonly rotationTokens = new Set<string>();

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
    stack.script.witness = this.calls.witness;
    stack.functions.define(ROTATE_KEY_ARN, this.#rotateKey());
  }

  static async set(): Promise<Stage> {
    return new Stage(await EmbeddedStack.start());
  }

  async close(): Promise<void> {
    await this.stack.close();
  }

  /**
   * The function's own code in this process, not its bundle in another one: only so does it live on the virtual clock, and
   * can hours pass between two rotations. That the bundle does the same is for the end-to-end test.
   */
  #rotateKey(): (event: unknown) => Promise<void> {
    let container: Dependencies | undefined;
    let lastUse = 0;
    return (event) =>
      this.output.capture(async () => {
        const now = this.stack.clock.now();
        if (now - lastUse > IDLE_CONTAINER_LIVES_MS) container = undefined;
        lastUse = now;
        container ??= this.#container();
        this.#noteRotationToken(event);
        await rotateKey(event, container);
      });
  }

  #container(): Dependencies {
    return createDependencies(this.stack.environment(), {
      clock: this.#waitingClock(this.stack.clock),
      secretsManager: this.stack.clientConfig('secretsmanager'),
      scheduler: this.stack.clientConfig('scheduler'),
    });
  }

  #waitingClock(clock: VirtualClock) {
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
}
