import { ACCOUNT } from '../account.ts';
import type { CallFacts } from '../faults.ts';
import type { Invoker } from '../lambda/registry.ts';
import type { EmbeddedStack } from '../stack.ts';
import { callerOf, iamRequests } from './calls.ts';
import type { Policies } from './collect.ts';
import { type IamRequest, isAllowed } from './evaluate.ts';

/** One question that IAM was asked, and its answer. */
export interface Decision extends IamRequest {
  /** The role's name, as `Policies` has it. */
  readonly caller: string;
  readonly allowed: boolean;
}

/**
 * IAM in front of the stack's services: what a function's role does not allow is refused as AWS refuses it. Who signs as no
 * role of the template is an operator, whose rights are not the stack's matter.
 */
export class Gate {
  readonly #stack: EmbeddedStack;
  readonly #policies: Policies;
  readonly #decisions = new Map<string, Decision>();
  /** In lower case: what no policy asks about cannot change an answer. */
  readonly #askedAbout: ReadonlySet<string>;

  constructor(stack: EmbeddedStack, policies: Policies) {
    this.#stack = stack;
    this.#policies = policies;
    this.#askedAbout = new Set(conditionKeys(policies).map((key) => key.toLowerCase()));
  }

  /** Every different question so far. */
  get decisions(): readonly Decision[] {
    return [...this.#decisions.values()];
  }

  /** For `FaultScript.guard`. */
  readonly guard = async (call: CallFacts, request: Request): Promise<Response | undefined> => {
    const caller = callerOf(request);
    if (caller === undefined || !this.#policies.roles.has(caller)) return undefined;
    try {
      for (const asked of await iamRequests(this.#stack, call, request)) {
        const { allowed } = await this.#decide(caller, asked);
        if (!allowed) return refused(caller, asked);
      }
      return undefined;
    } catch (error) {
      return refusal('NotSupportedByStandIn', `IAM of the embedded stack: ${call.operation}: ${error}`);
    }
  };

  /**
   * For `FunctionRegistry.guard`: whether the function lets the service invoke it, and the schedule's role both lets
   * Scheduler assume it and may invoke the function.
   */
  readonly guardInvocation = async (arn: string, by: Invoker): Promise<string | undefined> => {
    const asService = { principal: by.service, identity: [] };
    const context = { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': by.sourceArn };
    const invoke = { action: 'lambda:InvokeFunction', resource: arn, context };
    if (!('roleArn' in by)) {
      const lets = [...this.#policies.resources.values()].find(({ about }) => about === arn)?.statements ?? [];
      return (await isAllowed(asService, invoke, lets)) ? undefined : `${arn} does not let ${by.service} invoke it`;
    }
    const [name, role] = [...this.#policies.roles].find(([, { arn: of }]) => of === by.roleArn) ?? [];
    if (name === undefined || role === undefined) return `there is no role ${by.roleArn}`;
    const assume = { action: 'sts:AssumeRole', resource: by.roleArn, context };
    if (!(await isAllowed(asService, assume, role.trust))) return `${by.roleArn} does not trust ${by.sourceArn}`;
    const { allowed } = await this.#decide(name, invoke);
    return allowed ? undefined : `${by.roleArn} may not invoke ${arn}`;
  };

  async #decide(caller: string, { action, resource, context: all }: IamRequest): Promise<Decision> {
    const context = Object.fromEntries(Object.entries(all).filter(([key]) => this.#askedAbout.has(key.toLowerCase())));
    const asked = { action, resource, context };
    const question = JSON.stringify([caller, asked]);
    const known = this.#decisions.get(question);
    if (known !== undefined) return known;
    const decision = { ...asked, caller, allowed: await isAllowedTo(this.#policies, caller, asked) };
    this.#decisions.set(question, decision);
    return decision;
  }
}

/**
 * Whether the policies of the template allow it to the role of this name.
 * @throws Error where there is no such role, or the question is none that IAM knows
 */
async function isAllowedTo(policies: Policies, caller: string, asked: IamRequest): Promise<boolean> {
  const role = policies.roles.get(caller);
  if (role === undefined) throw new Error(`expected a role named ${caller}`);
  const onResource = [...policies.resources.values()].find(({ about }) => about === asked.resource);
  return isAllowed({ principal: role.arn, identity: role.may }, asked, onResource?.statements);
}

function conditionKeys({ roles, resources }: Policies): string[] {
  const statements = [
    ...[...roles.values()].flatMap(({ may, trust }) => [...may, ...trust]),
    ...[...resources.values()].flatMap((policy) => policy.statements),
  ];
  return statements.flatMap(({ Condition = {} }) => Object.values(Condition).flatMap((keys) => Object.keys(keys)));
}

function refused(caller: string, { action, resource }: IamRequest): Response {
  const message = `User: ${caller} is not authorized to perform: ${action} on resource: ${resource}`;
  return refusal('AccessDeniedException', message);
}

/** In the form of each protocol: JSON 1.1 reads the body's `__type`, REST JSON the header. */
function refusal(code: string, message: string): Response {
  return Response.json(
    { __type: code, message, Message: message },
    { status: 400, headers: { 'x-amzn-errortype': code } },
  );
}
