import type { AutomationDocument, Parameter } from './document.ts';

/** What StartAutomationExecution is given for a document. */
export type Inputs = Readonly<Record<string, string>>;

/**
 * The inputs with their defaults.
 * @throws Error named InvalidAutomationExecutionParameters, as StartAutomationExecution refuses before anything is done
 */
export function acceptedInputs({ parameters }: AutomationDocument, inputs: Inputs): ReadonlyMap<string, string> {
  for (const name of Object.keys(inputs)) {
    if (!Object.hasOwn(parameters, name)) throw refusal(`${name} is no parameter of the document`);
  }
  return new Map(
    Object.entries(parameters).map(([name, parameter]) => [name, accepted(name, parameter, inputs[name])]),
  );
}

function accepted(name: string, parameter: Parameter, input: string | undefined): string {
  const value = input ?? parameter.default;
  if (value === undefined) throw refusal(`${name} is required`);
  const { allowedPattern, allowedValues } = parameter;
  if (allowedPattern !== undefined && !new RegExp(allowedPattern).test(value)) throw refusal(`${name} does not match`);
  if (allowedValues?.includes(value) === false) throw refusal(`${name} is none of ${allowedValues.join(', ')}`);
  return value;
}

function refusal(message: string): Error {
  return Object.assign(new Error(message), { name: 'InvalidAutomationExecutionParameters' });
}
