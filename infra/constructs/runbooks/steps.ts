import { type Deployment, functionName } from '../deployment.ts';

/** A step of a document: https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html */
export interface Step {
  readonly name: string;
  readonly action: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Without it the next one follows. */
  readonly isEnd?: true;
  readonly timeoutSeconds?: number;
}

/** The step as one after which nothing follows. */
export function last(step: Step): Step {
  return { ...step, isEnd: true };
}

/**
 * Calls a function and waits for its answer, which stays in the history of the execution.
 * @param folder of the function under `functions/`; never one whose answer holds a secret
 */
export function call(
  name: string,
  deployment: Pick<Deployment, 'name'>,
  folder: 'reconcile-user' | 'rotate-key' | 'offboard-user',
  request: Readonly<Record<string, unknown>>,
): Step {
  return {
    name,
    action: 'aws:invokeLambdaFunction',
    inputs: {
      FunctionName: functionName(deployment, folder),
      InvocationType: 'RequestResponse',
      // By default the end of the function's log would go into the history.
      LogType: 'None',
      InputPayload: request,
    },
  };
}

/** Shows what is and what would be done, and changes nothing. */
export function audit(name: string, deployment: Pick<Deployment, 'name'>): Step {
  return call(name, deployment, 'reconcile-user', { user: '{{ User }}', dryRun: true });
}

/** One call of Secrets Manager. */
export function secretsManager(name: string, api: string, inputs: Readonly<Record<string, unknown>>): Step {
  return { name, action: 'aws:executeAwsApi', inputs: { Service: 'secretsmanager', Api: api, ...inputs } };
}

/** Goes on with one step where a choice is `true`, and else with another. */
export function either(name: string, parameter: string, whenTrue: string, otherwise: string): Step {
  return {
    name,
    action: 'aws:branch',
    inputs: {
      Choices: [{ NextStep: whenTrue, Variable: `{{ ${parameter} }}`, StringEquals: 'true' }],
      Default: otherwise,
    },
  };
}

/** The key secret of the user whom the document is started for. */
export function keySecret({ configuration }: Pick<Deployment, 'configuration'>): string {
  return `${configuration.prefix}/{{ User }}/key`;
}
