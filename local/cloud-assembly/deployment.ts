import { ACCOUNT, functionArn, REGION } from '../account.ts';
import { collectPolicies, type Policies } from '../iam/collect.ts';
import { Gate } from '../iam/gate.ts';
import { RuntimeProcess } from '../lambda/runtime-process.ts';
import { SharedClock } from '../lambda/shared-clock.ts';
import { EmbeddedStack, type StackOptions } from '../stack.ts';
import type { CloudAssembly } from './assembly.ts';
import { asynchronousConfigurations, type DeployedFunction, functionsOf } from './functions.ts';
import { Resolver } from './resolve.ts';
import { pathOf, resourcesOfType } from './template.ts';

/** The base URL of the emnify API that the stack's configuration names by default; it stands for the simulator. */
const API_URL = 'https://cdn.emnify.net';

export interface DeploymentOptions extends StackOptions {
  /** True: each invocation starts a process. */
  readonly fresh?: boolean;
}

/**
 * A cloud assembly on the embedded stack: functions from its bundles, each in processes of its own under its template's
 * environment, timeout and role; schedule groups, permissions and asynchronous configurations as the template has them.
 */
export class Deployment {
  readonly stack: EmbeddedStack;
  readonly gate: Gate;
  /** By function name. */
  readonly processes: ReadonlyMap<string, RuntimeProcess>;
  readonly #assembly: CloudAssembly;
  readonly #resolver: Resolver;
  readonly #clock: SharedClock;

  /** @throws Error where the template has something that cannot be deployed here as it would be at AWS */
  static async of(assembly: CloudAssembly, { fresh = false, ...options }: DeploymentOptions = {}): Promise<Deployment> {
    const { stackName, template } = assembly;
    const resolver = new Resolver(template, { account: ACCOUNT, region: REGION, stackName });
    const functions = functionsOf(assembly, resolver);
    const policies = collectPolicies(template, resolver);
    const scheduleGroups = resourcesOfType(template, 'AWS::Scheduler::ScheduleGroup').map(([, { Properties }]) =>
      resolver.text(Properties['Name']),
    );
    const stack = await EmbeddedStack.start({ ...options, scheduleGroups });
    return new Deployment(stack, { assembly, resolver, functions, policies, fresh });
  }

  private constructor(
    stack: EmbeddedStack,
    parts: {
      readonly assembly: CloudAssembly;
      readonly resolver: Resolver;
      readonly functions: readonly DeployedFunction[];
      readonly policies: Policies;
      readonly fresh: boolean;
    },
  ) {
    const { assembly, resolver, functions, policies, fresh } = parts;
    this.stack = stack;
    this.#assembly = assembly;
    this.#resolver = resolver;
    this.#clock = new SharedClock(stack.clock);
    this.gate = new Gate(stack, policies);
    stack.script.guard = this.gate.guard;
    stack.functions.guard = this.gate.guardInvocation;
    this.processes = new Map(functions.map((it) => [it.name, this.#run(it, fresh)]));
    for (const { name, configuration } of asynchronousConfigurations(assembly, resolver)) {
      stack.invocations.configure(functionArn(name), configuration);
    }
  }

  /** ARN of the resource at this path of the app, such as `EncryptionKey/Key`. */
  arnOf(path: string): string {
    const found = Object.entries(this.#assembly.template.Resources).find((entry) => pathOf(entry) === path);
    if (found === undefined) throw new Error(`expected the template to have ${path}`);
    return this.#resolver.text({ 'Fn::GetAtt': [found[0], 'Arn'] });
  }

  /** Everything that the functions have printed; complete once they are closed. */
  get output(): string {
    return [...this.processes.values()].map(({ output }) => output).join('');
  }

  async closeProcesses(): Promise<void> {
    await Promise.all([...this.processes.values()].map((each) => each.close()));
  }

  async close(): Promise<void> {
    await this.closeProcesses();
    await this.stack.close();
    this.#clock.close();
  }

  #run({ name, bundle, environment, timeoutMs }: DeployedFunction, fresh: boolean): RuntimeProcess {
    const process = new RuntimeProcess({
      functionArn: functionArn(name),
      bundle,
      environment: { ...this.#surroundings(name), ...this.#reachable(environment) },
      timeoutMs,
      fresh,
      clock: this.#clock,
    });
    this.stack.functions.define(functionArn(name), process.code);
    return process;
  }

  /** What Lambda itself puts there: the region and the credentials of the function's role; and where the services are. */
  #surroundings(name: string): Readonly<Record<string, string>> {
    const endpoints = Object.entries(this.stack.environment()).filter(([key]) => key.startsWith('AWS_ENDPOINT_URL_'));
    return { ...Object.fromEntries(endpoints), AWS_ACCESS_KEY_ID: name };
  }

  /** The template's variables by the template's names; of the values, the API's URL becomes the simulator's. */
  #reachable(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const { EMNIFY_API_URL = '' } = this.stack.environment();
    const values = Object.entries(environment).map(([key, value]) => [key, value === API_URL ? EMNIFY_API_URL : value]);
    return Object.fromEntries(values);
  }
}
