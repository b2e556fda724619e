import { durationMs } from '../../functions/shared/duration.ts';
import { functionArn } from '../account.ts';
import type { IamRequest } from '../iam/evaluate.ts';
import type { EmbeddedStack } from '../stack.ts';
import { AutomationDocument, type Step } from './document.ts';
import { acceptedInputs, type Inputs } from './inputs.ts';
import { resolved } from './references.ts';
import type { Rights } from './rights.ts';

export interface ExecutionOptions {
  readonly id: string;
  /** What an approver answers; without it, whoever has to wait for one is refused. */
  readonly approve?: (asked: ApprovalRequest) => 'Approve' | 'Reject';
  /**
   * Whether a step fails when its function does. The documentation names the output FunctionError and does not say; `fail`
   * by default.
   */
  readonly functionErrors?: 'fail' | 'pass';
}

interface ApprovalRequest {
  readonly message: string;
  readonly approvers: readonly string[];
}

/** A step in the history of an execution, as everybody who may see the execution sees it. */
interface StepRecord {
  readonly name: string;
  readonly inputs: unknown;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Why it failed, and with it the execution. */
  readonly failure?: string;
}

export interface Execution {
  readonly id: string;
  readonly status: 'Success' | 'Failed';
  readonly inputs: Readonly<Record<string, string>>;
  readonly steps: readonly StepRecord[];
  /** What IAM was asked. */
  readonly asked: readonly IamRequest[];
}

/**
 * Carries out a document on the embedded stack as Automation does, as the document's role and under its rights.
 * @throws Error where the inputs are refused: then nothing was done
 */
export async function execute(
  stack: EmbeddedStack,
  rights: Rights,
  document: AutomationDocument,
  given: Inputs,
  { id, approve = () => 'Reject', functionErrors = 'fail' }: ExecutionOptions,
): Promise<Execution> {
  const inputs = acceptedInputs(document, given);
  const values = new Map([...inputs, ['automation:EXECUTION_ID', id]]);
  const role = await rights.assume(document.assumeRole, id);
  const steps: StepRecord[] = [];
  const asked: IamRequest[] = [];
  const ended = (status: Execution['status']): Execution => {
    return { id, status, inputs: Object.fromEntries(inputs), steps, asked };
  };
  let next: string | undefined = document.mainSteps[0]?.name;
  while (next !== undefined) {
    const index = document.mainSteps.findIndex(({ name }) => name === next);
    const step = withValues(document.mainSteps[index], values);
    const record = { name: step.name, inputs: step.inputs };
    try {
      for (const request of rights.requests(stack, step)) {
        asked.push(request);
        if (!(await rights.allows(role, request)))
          throw new Error(`AccessDenied: ${role.arn} may not ${request.action} on ${request.resource}`);
      }
      const outputs = await perform(stack, step, { approve, functionErrors });
      steps.push({ ...record, outputs });
    } catch (error) {
      steps.push({ ...record, outputs: {}, failure: String(error) });
      return ended('Failed');
    }
    next = step.action === 'aws:branch' ? chosen(step) : following(document, index);
  }
  return ended('Success');
}

function withValues(step: Step | undefined, values: ReadonlyMap<string, string>): Step {
  const whole = AutomationDocument.shape.mainSteps.element.parse(step);
  return AutomationDocument.shape.mainSteps.element.parse({ ...whole, inputs: resolved(whole.inputs, values) });
}

function following({ mainSteps }: AutomationDocument, index: number): string | undefined {
  return mainSteps[index]?.isEnd === true ? undefined : mainSteps[index + 1]?.name;
}

function chosen({ inputs }: Extract<Step, { action: 'aws:branch' }>): string {
  return inputs.Choices.find(({ Variable, StringEquals }) => Variable === StringEquals)?.NextStep ?? inputs.Default;
}

type Manner = Required<Pick<ExecutionOptions, 'approve' | 'functionErrors'>>;

/** @returns the outputs of the step @throws Error where it failed */
async function perform(stack: EmbeddedStack, step: Step, { approve, functionErrors }: Manner) {
  switch (step.action) {
    case 'aws:branch':
      return {};
    case 'aws:sleep':
      await stack.clock.advance(durationMs(step.inputs.Duration));
      return {};
    case 'aws:approve': {
      const { Message: message, Approvers: approvers } = step.inputs;
      const decision = approve({ message, approvers });
      if (decision === 'Reject') throw new Error('an approver rejected it');
      return { ApprovalStatus: 'Approved' };
    }
    case 'aws:executeAwsApi': {
      const { Service: _, Api, ...input } = step.inputs;
      return { ...stack.secretsManager.perform(Api, input) };
    }
    case 'aws:invokeLambdaFunction':
      return invoke(stack, step.inputs, functionErrors);
  }
}

async function invoke(
  { functions, invocations }: EmbeddedStack,
  inputs: Extract<Step, { action: 'aws:invokeLambdaFunction' }>['inputs'],
  functionErrors: Manner['functionErrors'],
): Promise<Readonly<Record<string, unknown>>> {
  const { FunctionName, Qualifier, InvocationType, InputPayload } = inputs;
  const arn = [functionArn(FunctionName), ...(Qualifier === undefined ? [] : [Qualifier])].join(':');
  if (!functions.has(arn)) throw new Error(`ResourceNotFoundException: Function not found: ${arn}`);
  if (InvocationType === 'Event') {
    invocations.enqueue(arn, InputPayload);
    return { StatusCode: 202 };
  }
  const result = await functions.invoke(arn, InputPayload);
  if (result.ok) return { StatusCode: 200, Payload: JSON.stringify(result.payload) };
  const { errorType, errorMessage } = result;
  if (functionErrors === 'fail') throw new Error(`${errorType}: ${errorMessage}`);
  return { StatusCode: 200, FunctionError: 'Unhandled', Payload: JSON.stringify({ errorType, errorMessage }) };
}
