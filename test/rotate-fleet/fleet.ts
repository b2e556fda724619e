import * as z from 'zod';
import { createDependencies } from '../../functions/rotate-fleet/dependencies.ts';
import { runFleet } from '../../functions/rotate-fleet/handler.ts';
import { createDependencies as createRotateKey } from '../../functions/rotate-key/dependencies.ts';
import { rotateKey } from '../../functions/rotate-key/handler.ts';
import { type DurableCode, DurableExecution, type ExecutionEnding } from '../../local/fleet/durable-execution.ts';
import { enrol, secretsOf } from '../../local/fleet/population.ts';
import { quietEdge } from '../../local/fleet/quiet-edge.ts';
import { Wire } from '../../local/fleet/wire.ts';
import { FunctionOutput } from '../../local/run/function-output.ts';
import { EmbeddedStack, type StackOptions } from '../../local/stack.ts';
import { keyIdOf, ROTATE_KEY_ARN, rotateSecret, type Subject } from '../../local/subject.ts';
import { recordAsked } from '../support/asked-of-iam/record.ts';
import { immediately } from '../support/immediate-retries.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Of the audit log; metrics have no message. */
const Line = z.object({
  message: z.string().optional(),
  user: z.string().optional(),
  outcome: z.string().optional(),
  reason: z.string().optional(),
  left: z.number().optional(),
  expectedEnd: z.string().optional(),
});

/** Some enrolled users on the embedded stack, each with a key that was made some days ago, the first one's being the oldest. */
export class Fleet {
  readonly stack: EmbeddedStack;
  readonly subjects = new Map<string, Subject>();
  /** Users whose rotations fail before they reach emnify. */
  readonly broken = new Set<string>();
  readonly #output = new FunctionOutput();
  readonly #wire: Wire;

  private constructor(stack: EmbeddedStack) {
    this.stack = stack;
    this.#wire = new Wire(stack);
  }

  static async of(users: readonly string[], options: StackOptions = {}): Promise<Fleet> {
    const fleet = new Fleet(await EmbeddedStack.inProcess(options));
    recordAsked(fleet.stack);
    const { stack } = fleet;
    // Turning rotation on asks the function to prove the credentials, which is not the story here.
    stack.functions.define(ROTATE_KEY_ARN, async () => null);
    for (const user of users) {
      fleet.subjects.set(user, {
        user,
        username: `${user}@example.com`,
        keySecret: secretsOf(user).key,
        credentialsSecret: secretsOf(user).credentials,
      });
      enrol(stack, user, stack.clock.now());
      await stack.clock.advance(MINUTE);
    }
    stack.functions.define(ROTATE_KEY_ARN, (event) => fleet.#rotateKey(event));
    await stack.clock.advance(DAY);
    fleet.stack.script.calls.length = 0;
    return fleet;
  }

  async rotateByHand(user: string): Promise<void> {
    rotateSecret(this.stack, this.#subject(user));
    await this.stack.secretsManager.rotationSettled(this.#subject(user).keySecret);
  }

  /** As `rotateByHand`, from within a timer: the rotation runs when the clock moves on. */
  rotateAside(user: string): void {
    rotateSecret(this.stack, this.#subject(user));
  }

  /** An operator takes AWSCURRENT back to the version that held it before. */
  moveCurrentBack(user: string): void {
    const { labels } = this.secret(user);
    this.stack.secretsManager.call('UpdateSecretVersionStage', {
      SecretId: this.#subject(user).keySecret,
      VersionStage: 'AWSCURRENT',
      RemoveFromVersionId: labels.get('AWSCURRENT'),
      MoveToVersionId: labels.get('AWSPREVIOUS'),
    });
  }

  /** The key secret is deleted for good. */
  forget(user: string): void {
    const SecretId = this.#subject(user).keySecret;
    this.stack.secretsManager.call('DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });
  }

  /** At emnify alone: the stored password is wrong from now on. */
  changePassword(user: string): void {
    this.stack.emnify.portal(this.#subject(user).username).changePassword('another one');
  }

  /** `rotate-fleet` in a container of its own. */
  code(): DurableCode {
    const dependencies = createDependencies(this.stack.environment(), {
      clock: this.stack.clock,
      secretsManager: { ...this.#wire.aws('secretsmanager', 'emnify-mfa-rotate-fleet'), retryStrategy: immediately(2) },
    });
    return (event, context) => runFleet(event, context, dependencies);
  }

  /** An execution that has not begun. */
  execution(request: Readonly<Record<string, unknown>>): DurableExecution {
    return new DurableExecution(this.code(), this.stack.clock, { reason: 'a test', ...request });
  }

  run(execution: DurableExecution): Promise<ExecutionEnding> {
    return this.captured(() => execution.run());
  }

  /** What `invocation` prints is kept in `output`. */
  captured<T>(invocation: () => Promise<T>): Promise<T> {
    return this.#output.capture(invocation);
  }

  /** The answer of a run of every user, or as `request` says. */
  async rotate(request: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const ending = await this.run(this.execution({ run: 'breach', ...request }));
    if (ending.status !== 'SUCCEEDED') throw new Error(`the run ended ${JSON.stringify(ending)}`);
    return ending.result;
  }

  /** Users in the order in which their rotations were asked for. */
  get asked(): readonly string[] {
    return this.entries('rotation-started').map(({ user }) => user ?? '');
  }

  /** What the audit log says of an event. */
  entries(event: string): readonly z.infer<typeof Line>[] {
    return this.#output.lines.map((line) => Line.parse(JSON.parse(line))).filter(({ message }) => message === event);
  }

  get output(): readonly string[] {
    return this.#output.lines;
  }

  /** How many keys of the user's were ever made. */
  keysMade(user: string): number {
    return this.stack.emnify.user(this.#subject(user).username).keys.length;
  }

  currentKey(user: string): number | undefined {
    return keyIdOf(this.secret(user).holding('AWSCURRENT'));
  }

  secret(user: string) {
    const secret = this.stack.secretsManager.secret(this.#subject(user).keySecret);
    if (secret === undefined) throw new Error(`expected a secret of ${user}`);
    return secret;
  }

  hold(user: string, Value = 'operator'): void {
    const Tags = [{ Key: 'emnify-mfa:hold', Value }];
    this.stack.secretsManager.call('TagResource', { SecretId: this.#subject(user).keySecret, Tags });
  }

  /** How many calls of this name reached a service. */
  calls(operation: string): number {
    return this.stack.script.calls.filter((call) => call.operation === operation).length;
  }

  async #rotateKey(event: unknown): Promise<void> {
    for (const user of this.broken) {
      if (JSON.stringify(event).includes(`/${user}/key`)) throw new Error('broken on purpose');
    }
    const container = createRotateKey(this.stack.environment(), {
      clock: this.stack.clock,
      edge: quietEdge(),
      secretsManager: this.#wire.aws('secretsmanager'),
      scheduler: this.#wire.aws('scheduler'),
      emnify: { fetch: this.#wire.fetch },
    });
    await rotateKey(event, container);
  }

  #subject(user: string): Subject {
    const subject = this.subjects.get(user);
    if (subject === undefined) throw new Error(`expected ${user} to be enrolled`);
    return subject;
  }
}

export function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `user-${String(index).padStart(3, '0')}`);
}
