import { ACCOUNT, DEAD_LETTER_QUEUE_ARN, REGION, SCHEDULE_GROUP, SCHEDULER_ROLE_ARN } from './account.ts';
import { VirtualClock } from './clock.ts';
import { EmnifySimulator } from './emnify/simulator.ts';
import type { Switches } from './emnify/switches.ts';
import { FaultScript } from './faults.ts';
import { AsyncInvocations } from './lambda/async-invocations.ts';
import { InvokeService } from './lambda/invoke-service.ts';
import { FunctionRegistry } from './lambda/registry.ts';
import { Scheduler } from './scheduler/scheduler.ts';
import type { Behaviour } from './secrets-manager/behaviour.ts';
import { SecretsManager } from './secrets-manager/secrets-manager.ts';
import { secretsManagerService } from './secrets-manager/service.ts';
import { endpoint, type Listening, listen } from './service.ts';
import { RECONCILE_USER_ARN } from './subject.ts';

export interface StackOptions {
  /** When the story begins, ISO 8601. */
  readonly start?: string;
  readonly emnify?: Partial<Switches>;
  readonly secretsManager?: Partial<Behaviour>;
  /** The schedule groups that exist from the beginning; the one that a deployment makes by default. */
  readonly scheduleGroups?: readonly string[];
}

/** The embedded stack: emnify, Secrets Manager, Scheduler and Lambda on loopback HTTP, all on one clock and one fault script. */
export class EmbeddedStack {
  readonly clock: VirtualClock;
  readonly script = new FaultScript();
  readonly functions = new FunctionRegistry();
  readonly invocations: AsyncInvocations;
  readonly emnify: EmnifySimulator;
  readonly secretsManager: SecretsManager;
  readonly scheduler: Scheduler;
  #listening: Readonly<Record<'emnify' | 'secretsmanager' | 'scheduler' | 'lambda', Listening>> | undefined;

  private constructor({ start = '2026-11-02T08:00:00Z', emnify, secretsManager }: StackOptions) {
    this.clock = new VirtualClock(Date.parse(start));
    this.invocations = new AsyncInvocations(this.functions, this.clock);
    this.emnify = new EmnifySimulator(this.clock, emnify);
    this.secretsManager = new SecretsManager(this.clock, this.functions, secretsManager);
    this.scheduler = new Scheduler(this.clock, this.invocations);
  }

  static async start(options: StackOptions = {}): Promise<EmbeddedStack> {
    const stack = new EmbeddedStack(options);
    const { clock, script } = stack;
    for (const group of options.scheduleGroups ?? [SCHEDULE_GROUP]) await stack.createScheduleGroup(group);
    const [emnify, secretsmanager, scheduler, lambda] = await Promise.all(
      [
        stack.emnify,
        secretsManagerService(stack.secretsManager),
        stack.scheduler,
        new InvokeService(stack.functions, stack.invocations),
      ].map((service) => listen(endpoint(service, script, clock))),
    );
    if (emnify === undefined || secretsmanager === undefined || scheduler === undefined || lambda === undefined) {
      throw new Error('expected every service to listen');
    }
    stack.#listening = { emnify, secretsmanager, scheduler, lambda };
    return stack;
  }

  /** What a function's process needs in its environment: the stack instead of AWS and emnify, and what a deployment makes. */
  environment(): Readonly<Record<string, string>> {
    const { emnify, secretsmanager, scheduler, lambda } = this.#urls();
    return {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: 'not-a-secret',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsmanager,
      AWS_ENDPOINT_URL_SCHEDULER: scheduler,
      AWS_ENDPOINT_URL_LAMBDA: lambda,
      EMNIFY_API_URL: emnify,
      SCHEDULE_GROUP,
      SCHEDULER_ROLE_ARN,
      RECONCILE_USER_ARN,
      DEAD_LETTER_QUEUE_ARN,
    };
  }

  /**
   * For SDK clients in this process: the endpoint of one service, and what every client needs.
   * @param caller who signs the calls; in AWS, the role of a function
   */
  clientConfig(
    service: 'secretsmanager' | 'scheduler' | 'lambda',
    caller = ACCOUNT,
  ): {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  } {
    return {
      endpoint: this.#urls()[service],
      region: REGION,
      credentials: { accessKeyId: caller, secretAccessKey: 'not-a-secret' },
    };
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#listening ?? {}).map((listening) => listening.close()));
  }

  /** As the deployment does, and so not in the record of calls. */
  async createScheduleGroup(name: string): Promise<void> {
    const url = `http://scheduler/schedule-groups/${name}`;
    const { ok, status } = await this.scheduler.handle(new Request(url, { method: 'POST', body: '{}' }));
    if (!ok) throw new Error(`expected the schedule group to be created, got ${status}`);
  }

  #urls(): Readonly<Record<'emnify' | 'secretsmanager' | 'scheduler' | 'lambda', string>> {
    if (this.#listening === undefined) throw new Error('the stack does not listen yet');
    const { emnify, secretsmanager, scheduler, lambda } = this.#listening;
    return { emnify: emnify.url, secretsmanager: secretsmanager.url, scheduler: scheduler.url, lambda: lambda.url };
  }
}
