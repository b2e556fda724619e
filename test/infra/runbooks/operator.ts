import { randomUUID } from 'node:crypto';
import { createDependencies } from '../../../functions/rotate-fleet/dependencies.ts';
import { runFleet } from '../../../functions/rotate-fleet/handler.ts';
import { functionArn } from '../../../local/account.ts';
import { type Execution, type ExecutionOptions, execute } from '../../../local/automation/execution.ts';
import { Rights } from '../../../local/automation/rights.ts';
import { DurableExecution } from '../../../local/fleet/durable-execution.ts';
import { InvariantWatch } from '../../../local/invariants.ts';
import { defineFunctions } from '../../../local/live/functions.ts';
import { FunctionOutput } from '../../../local/run/function-output.ts';
import { EmbeddedStack, type StackOptions } from '../../../local/stack.ts';
import { addAccount, keyIdOf, keysInState, rotateSecret, type Subject, writeSecrets } from '../../../local/subject.ts';
import { leaks } from '../../support/canary.ts';
import { KnownSecrets } from '../../support/known-secrets.ts';
import { deployedDocuments } from './deployed.ts';

const { template, resolver, documents } = deployedDocuments();
const rights = new Rights(template, resolver);
const HOUR = 3_600_000;

type Manner = Partial<ExecutionOptions>;

/** An operator with the deployed documents, and one user whose key has been rotated once. */
export class Operator {
  readonly stack: EmbeddedStack;
  readonly subject: Subject;
  readonly watch: InvariantWatch;
  /** Everything that was started, in order. */
  readonly executions: (Execution & { readonly slug: string })[] = [];
  readonly #known: KnownSecrets;

  private constructor(stack: EmbeddedStack) {
    this.stack = stack;
    defineFunctions(stack);
    defineFleet(stack);
    this.subject = addAccount(stack);
    writeSecrets(stack, this.subject);
    this.watch = new InvariantWatch(stack, this.subject);
    this.#known = new KnownSecrets(stack, this.subject);
  }

  static async start(options: StackOptions = {}): Promise<Operator> {
    const operator = new Operator(await EmbeddedStack.start(options));
    await operator.rotate();
    await operator.stack.clock.advance(HOUR);
    operator.stack.script.calls.length = 0;
    return operator;
  }

  /** Starts a document for the user (where it asks for one), with a reason where it asks for one. */
  async run(slug: string, inputs: Readonly<Record<string, string>> = {}, manner: Manner = {}): Promise<Execution> {
    const document = documents.get(slug);
    if (document === undefined) throw new Error(`there is no document ${slug}`);
    const { User, Reason } = document.parameters;
    const usual = { ...(User && { User: this.subject.user }), ...(Reason && { Reason: 'a test (CASE-7)' }) };
    const options = { id: randomUUID(), ...manner };
    const execution = await execute(this.stack, rights, document, { ...usual, ...inputs }, options);
    this.executions.push({ slug, ...execution });
    return execution;
  }

  /** A rotation as a schedule begins it, with all that Secrets Manager does until it has given up or succeeded. */
  async rotate(): Promise<string> {
    const token = rotateSecret(this.stack, this.subject);
    await this.stack.secretsManager.rotationSettled(this.subject.keySecret);
    return token;
  }

  /** Any state that a document could change, to compare. */
  get state() {
    const { tags, labels, deletionAt } = this.secret;
    const { keys, devices } = this.stack.emnify.user(this.subject.username);
    const schedules = this.stack.scheduler.schedules.map(({ definition }) => definition);
    return structuredClone({ tags, labels, deletionAt, keys, devices, schedules });
  }

  get secret() {
    const secret = this.stack.secretsManager.secret(this.subject.keySecret);
    if (secret === undefined) throw new Error('expected the key secret to exist');
    return secret;
  }

  get currentKey(): number | undefined {
    return keyIdOf(this.secret.holding('AWSCURRENT'));
  }

  get activeKeys(): readonly number[] {
    return keysInState(this.stack, this.subject, 'active').map(({ id }) => id);
  }

  /** What of the user's secrets is in the history of any execution. */
  leaks(): readonly string[] {
    return leaks({ executions: this.executions }, this.#known.all());
  }

  async close(): Promise<void> {
    await this.stack.close();
  }
}

/** The durable function behind its alias: an asynchronous invocation is an execution, which runs to its end. */
function defineFleet(stack: EmbeddedStack): void {
  const output = new FunctionOutput();
  const surroundings = { clock: stack.clock, secretsManager: stack.clientConfig('secretsmanager') };
  const dependencies = createDependencies(stack.environment(), surroundings);
  stack.functions.define(`${functionArn('emnify-mfa-rotate-fleet')}:live`, async (event) => {
    const code = (request: unknown, context: Parameters<typeof runFleet>[1]) =>
      runFleet(request, context, dependencies);
    const ending = await output.capture(() => new DurableExecution(code, stack.clock, event).run());
    if (ending.status !== 'SUCCEEDED') throw new Error(`the run ended ${JSON.stringify(ending)}`);
    return ending.result;
  });
}
