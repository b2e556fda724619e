import { createHash } from 'node:crypto';
import { createDependencies, type Dependencies } from '../../functions/rotate-key/dependencies.ts';
import { rotateKey } from '../../functions/rotate-key/handler.ts';
import { InvariantWatch } from '../../local/invariants.ts';
import { FunctionOutput } from '../../local/run/function-output.ts';
import { EmbeddedStack, type StackOptions } from '../../local/stack.ts';
import {
  addAccount,
  keyIdOf,
  keysInState,
  ROTATE_KEY_ARN,
  rotateSecret,
  type Subject,
  type SubjectOptions,
  writeCredentials,
  writeSecrets,
} from '../../local/subject.ts';
import { recordAsked } from './asked-of-iam/record.ts';
import { immediately } from './immediate-retries.ts';

export interface WorldOptions extends StackOptions {
  readonly strategy?: 'overlap' | 'replace';
  readonly subject?: SubjectOptions;
  /** An active key set by hand long ago, before the user is enrolled. */
  readonly ownKey?: boolean;
  /** Before enrolment: the operator has written the credentials, and there is no key secret. */
  readonly credentialsOnly?: boolean;
  /** The function's containers: one that stays warm, or a fresh one for each invocation. */
  readonly containers?: 'warm' | 'fresh';
  /** Environment variables of the function instead of the stack's. */
  readonly variables?: Readonly<Record<string, string>>;
  /** How long the function's clients wait for an answer, milliseconds: 250, so that tests of silence are quick. */
  readonly patienceMs?: number;
}

/** One enrolled user on the embedded stack, with `rotate-key` running in-process and its invariants watched. */
export class World {
  readonly stack: EmbeddedStack;
  readonly subject: Subject;
  readonly watch: InvariantWatch;
  /** What every invocation threw, in order. */
  readonly errors: unknown[] = [];
  /** What the function printed: its log and metrics. */
  readonly #output = new FunctionOutput();
  readonly #options: WorldOptions;
  #warm: Dependencies | undefined;

  private constructor(stack: EmbeddedStack, options: WorldOptions) {
    this.stack = stack;
    this.#options = options;
    this.subject = addAccount(stack, options.subject);
    if (options.ownKey === true) {
      stack.emnify
        .portal(this.subject.username)
        .addKey({ active: true, createdAt: Date.parse('2024-03-01T09:00:00Z') });
    }
    const { strategy = 'overlap' } = options;
    this.watch = new InvariantWatch(stack, this.subject, { strategy });
    for (const { id } of keysInState(stack, this.subject, 'active')) this.watch.byHand(id);
    if (options.credentialsOnly === true) writeCredentials(stack, this.subject, options.subject);
    else writeSecrets(stack, this.subject, options.subject);
    stack.functions.define(ROTATE_KEY_ARN, (event) => this.invoke(event));
    recordAsked(stack);
  }

  static async start(options: WorldOptions = {}): Promise<World> {
    return new World(await EmbeddedStack.start(options), options);
  }

  /** A user who has been rotated once already. */
  static async rotated(options: WorldOptions = {}): Promise<World> {
    const world = await World.start(options);
    await world.rotate();
    world.stack.script.calls.length = 0;
    world.errors.length = 0;
    await world.stack.clock.advance(60 * 60_000);
    return world;
  }

  /** What a new container of the function begins with. */
  container(variables: Readonly<Record<string, string>> = {}): Dependencies {
    const { strategy = 'overlap', variables: ofWorld, patienceMs = 250 } = this.#options;
    const environment = { ...this.stack.environment(), ROTATION_STRATEGY: strategy, ...ofWorld, ...variables };
    return createDependencies(environment, {
      clock: this.stack.clock,
      emnify: { timeout: patienceMs },
      secretsManager: {
        ...this.stack.clientConfig('secretsmanager', 'emnify-mfa-rotate-key'),
        retryStrategy: immediately(2),
        requestHandler: { requestTimeout: patienceMs, throwOnRequestTimeout: true },
      },
      scheduler: {
        ...this.stack.clientConfig('scheduler', 'emnify-mfa-rotate-key'),
        retryStrategy: immediately(2),
        requestHandler: { requestTimeout: patienceMs, throwOnRequestTimeout: true },
      },
    });
  }

  async invoke(event: unknown): Promise<void> {
    this.#warm = this.#options.containers === 'fresh' ? undefined : this.#warm;
    this.#warm ??= this.container();
    try {
      await this.run(event, this.#warm);
    } catch (error) {
      this.errors.push(error);
      throw error;
    }
  }

  /** One step, as Secrets Manager or a hand-made call would send it. Resolves to what it threw, if it did. */
  async step(Step: string, ClientRequestToken: string): Promise<unknown> {
    try {
      await this.invoke({ Step, SecretId: this.secret.arn, ClientRequestToken });
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** A pending version as RotateSecret leaves it before it calls the function, for driving the steps by hand. */
  beginByHand(): string {
    this.stack.functions.define(ROTATE_KEY_ARN, async () => {
      throw new Error('driven by hand');
    });
    const token = rotateSecret(this.stack, this.subject);
    return token;
  }

  /** RotateSecret, and all that Secrets Manager does until it has given up or succeeded. */
  async rotate(): Promise<string> {
    const token = rotateSecret(this.stack, this.subject);
    await this.stack.secretsManager.rotationSettled(this.subject.keySecret);
    return token;
  }

  /** As `step`, in a container that dies when it has to wait. */
  async dieWhileWaiting(Step: string, ClientRequestToken: string): Promise<unknown> {
    const container = this.container();
    const sleep = async () => {
      throw new Error('killed while waiting');
    };
    const clock = { now: () => this.stack.clock.now(), sleep };
    const event = { Step, SecretId: this.secret.arn, ClientRequestToken };
    return this.run(event, { ...container, ports: { ...container.ports, clock } }).catch((error: unknown) => error);
  }

  /** One invocation in a container that is `dependencies`. */
  async run(event: unknown, dependencies: Dependencies): Promise<void> {
    await this.captured(() => rotateKey(event, dependencies));
  }

  /** As `step`, with the connection to emnify broken from the first code on: the key is stored and not activated. */
  async dieBeforeCode(Step: string, ClientRequestToken: string): Promise<unknown> {
    this.stack.script.add({ operation: 'PATCH /api/v1/user/mfa/{key_id}', nth: 1, fault: { kind: 'cut-before' } });
    return this.step(Step, ClientRequestToken);
  }

  /** Three wrong passwords of somebody else at the door: the account is locked out. */
  async lockOut(): Promise<void> {
    const { EMNIFY_API_URL } = this.stack.environment();
    const body = JSON.stringify({ username: this.subject.username, password: '0'.repeat(40) });
    const headers = { 'content-type': 'application/json' };
    const knock = () => fetch(`${EMNIFY_API_URL}/api/v1/authenticate`, { method: 'POST', headers, body });
    await this.watch.byOthers(async () => {
      for (let failure = 0; failure < 3; failure += 1) await knock();
    });
    this.stack.script.calls.length = 0;
  }

  /** A new version of the credentials secret, as an operator writes it. */
  storeCredentials(changes: { readonly password?: string; readonly text?: string }): void {
    const { username, credentialsSecret } = this.subject;
    const password = createHash('sha1')
      .update(changes.password ?? this.account.password)
      .digest('hex');
    const credentials = { applicationToken: this.portal.createToken(), username, password, passwordFormat: 'sha1' };
    const SecretString = changes.text ?? JSON.stringify(credentials);
    this.stack.secretsManager.call('PutSecretValue', { SecretId: credentialsSecret, SecretString });
  }

  /** A tag as an operator writes it by hand. */
  setTag(name: string, Value: string): void {
    const Tags = [{ Key: `emnify-mfa:${name}`, Value }];
    this.stack.secretsManager.call('TagResource', { SecretId: this.subject.keySecret, Tags });
  }

  /** Runs a function with what it prints kept in `output`. */
  captured<T>(invocation: () => Promise<T>): Promise<T> {
    return this.#output.capture(invocation);
  }

  /** The lines that the function's invocations printed so far, each JSON. */
  get output(): readonly string[] {
    return this.#output.lines;
  }

  /** An operator takes AWSCURRENT back to the version that held it before. */
  moveCurrentBack(): void {
    this.stack.secretsManager.call('UpdateSecretVersionStage', {
      SecretId: this.subject.keySecret,
      VersionStage: 'AWSCURRENT',
      RemoveFromVersionId: this.secret.labels.get('AWSCURRENT'),
      MoveToVersionId: this.secret.labels.get('AWSPREVIOUS'),
    });
  }

  /** An operator turns the schedule on again without rotating at once. */
  async resumeSchedule(): Promise<void> {
    this.stack.secretsManager.call('RotateSecret', { SecretId: this.subject.keySecret, RotateImmediately: false });
    await this.stack.secretsManager.rotationSettled(this.subject.keySecret);
  }

  get secret() {
    const secret = this.stack.secretsManager.secret(this.subject.keySecret);
    if (secret === undefined) throw new Error('expected the key secret to exist');
    return secret;
  }

  get account() {
    return this.stack.emnify.user(this.subject.username);
  }

  get portal() {
    return this.stack.emnify.portal(this.subject.username);
  }

  /** The id of AWSCURRENT's key. */
  get currentKey(): number | undefined {
    return keyIdOf(this.secret.holding('AWSCURRENT'));
  }

  keys(state: 'pending' | 'active' | 'deleted'): readonly number[] {
    return keysInState(this.stack, this.subject, state).map(({ id }) => id);
  }

  tag(name: string): string | undefined {
    return this.secret.tags.get(`emnify-mfa:${name}`);
  }

  /** How many calls of this name reached a service. */
  calls(operation: string): number {
    return this.stack.script.calls.filter((call) => call.operation === operation).length;
  }

  async close(): Promise<void> {
    await this.stack.close();
  }
}
