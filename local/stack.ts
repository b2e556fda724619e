import { ACCOUNT, DEAD_LETTER_QUEUE_ARN, REGION, SCHEDULE_GROUP, SCHEDULER_ROLE_ARN } from './account.ts';
import { VirtualClock } from './clock.ts';
import { EmnifySimulator } from './emnify/simulator.ts';
import type { Switches } from './emnify/switches.ts';
import { FaultScript, type ServiceName } from './faults.ts';
import { AsyncInvocations } from './lambda/async-invocations.ts';
import { DurableExecutions } from './lambda/durable-executions.ts';
import { InvokeService } from './lambda/invoke-service.ts';
import { FunctionRegistry } from './lambda/registry.ts';
import { LogGroups } from './logs/log-groups.ts';
import { logsService } from './logs/service.ts';
import { Scheduler } from './scheduler/scheduler.ts';
import type { Behaviour } from './secrets-manager/behaviour.ts';
import { SecretsManager } from './secrets-manager/secrets-manager.ts';
import { secretsManagerService } from './secrets-manager/service.ts';
import { endpoint, type Listening, listen, type Service } from './service.ts';
import { Topics } from './sns/topics.ts';
import { stsService } from './sts/service.ts';
import { RECONCILE_USER_ARN } from './subject.ts';

export interface StackOptions {
  /** When the story begins, ISO 8601. */
  readonly start?: string;
  /** Instead of one that begins at `start`. */
  readonly clock?: VirtualClock;
  readonly emnify?: Partial<Switches>;
  readonly secretsManager?: Partial<Behaviour>;
  /** The schedule groups that exist from the beginning; the one that a deployment makes by default. */
  readonly scheduleGroups?: readonly string[];
}

/** The embedded stack: emnify and the parts of AWS on loopback HTTP, all on one clock and one fault script. */
export class EmbeddedStack {
  readonly clock: VirtualClock;
  readonly script = new FaultScript();
  readonly functions = new FunctionRegistry();
  readonly invocations: AsyncInvocations;
  readonly executions: DurableExecutions;
  readonly emnify: EmnifySimulator;
  readonly secretsManager: SecretsManager;
  readonly scheduler: Scheduler;
  readonly logs: LogGroups;
  readonly topics = new Topics();
  /** The services themselves, for whoever reaches them without a socket. */
  readonly services: Readonly<Record<ServiceName, Service>>;
  readonly #listening = new Map<ServiceName, Listening>();

  private constructor({ start = '2026-11-02T08:00:00Z', clock, emnify, secretsManager }: StackOptions) {
    this.clock = clock ?? new VirtualClock(Date.parse(start));
    this.invocations = new AsyncInvocations(this.functions, this.clock);
    this.executions = new DurableExecutions(this.clock);
    this.emnify = new EmnifySimulator(this.clock, emnify);
    this.secretsManager = new SecretsManager(this.clock, this.functions, secretsManager);
    this.scheduler = new Scheduler(this.clock, this.invocations);
    this.logs = new LogGroups(this.clock);
    this.services = {
      emnify: this.emnify,
      secretsmanager: secretsManagerService(this.secretsManager),
      scheduler: this.scheduler,
      lambda: new InvokeService(this.functions, this.invocations, this.executions),
      logs: logsService(this.logs),
      sts: stsService(),
      sns: this.topics,
    };
  }

  /** Without sockets: the services are reached through `services`, under addresses where nothing listens. */
  static async inProcess(options: StackOptions = {}): Promise<EmbeddedStack> {
    const stack = new EmbeddedStack(options);
    for (const group of options.scheduleGroups ?? [SCHEDULE_GROUP]) await stack.createScheduleGroup(group);
    return stack;
  }

  static async start(options: StackOptions = {}): Promise<EmbeddedStack> {
    const stack = await EmbeddedStack.inProcess(options);
    const { clock, script } = stack;
    await Promise.all(
      Object.values(stack.services).map(async (service) => {
        stack.#listening.set(service.name, await listen(endpoint(service, script, clock)));
      }),
    );
    return stack;
  }

  /** What a function's process needs in its environment: the stack instead of AWS and emnify, and what a deployment makes. */
  environment(): Readonly<Record<string, string>> {
    return {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: 'not-a-secret',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: this.#url('secretsmanager'),
      AWS_ENDPOINT_URL_SCHEDULER: this.#url('scheduler'),
      AWS_ENDPOINT_URL_LAMBDA: this.#url('lambda'),
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: this.#url('logs'),
      AWS_ENDPOINT_URL_STS: this.#url('sts'),
      AWS_ENDPOINT_URL_SNS: this.#url('sns'),
      EMNIFY_API_URL: this.#url('emnify'),
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
    service: Exclude<ServiceName, 'emnify'>,
    caller = ACCOUNT,
  ): {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  } {
    return {
      endpoint: this.#url(service),
      region: REGION,
      credentials: { accessKeyId: caller, secretAccessKey: 'not-a-secret' },
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#listening.values()].map((listening) => listening.close()));
  }

  /** As the deployment does, and so not in the record of calls. */
  async createScheduleGroup(name: string): Promise<void> {
    const url = `http://scheduler/schedule-groups/${name}`;
    const { ok, status } = await this.scheduler.handle(new Request(url, { method: 'POST', body: '{}' }));
    if (!ok) throw new Error(`expected the schedule group to be created, got ${status}`);
  }

  #url(service: ServiceName): string {
    return this.#listening.get(service)?.url ?? inProcessUrl(service);
  }
}

/** Under a name that RFC 2606 reserves, so that nothing is ever sent there. */
export function inProcessUrl(service: ServiceName): string {
  return `https://${service}.test`;
}
