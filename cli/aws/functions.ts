import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { callAws } from '../../functions/adapters/aws-call.ts';
import { AwsError } from '../../functions/domain/store-errors.ts';
import { failed } from '../failures.ts';
import { ForeignLine } from '../foreign-line.ts';
import type { Names } from '../names.ts';

/** What Lambda returns of an error: words that the function's redactor has seen. */
const FunctionError = z.object({ errorType: ForeignLine, errorMessage: ForeignLine });

/** The deployment's functions, invoked synchronously. */
export interface Functions {
  /**
   * @param folder the function's folder under `functions/`
   * @param changes whether the call may change anything: then it is not repeated after a lost reply
   * @throws Failure of kind `function` with the function's own words; AwsError
   */
  invoke<T>(
    folder: string,
    payload: object,
    answer: z.core.$ZodType<T>,
    options: { readonly changes: boolean },
  ): Promise<T>;
  /** Whether the function is there and may be called; does not run it. @throws Failure; AwsError */
  check(folder: string, alias?: string): Promise<void>;
}

/** @param afterwards is done after every invocation, however it ended */
export function createFunctions(
  client: LambdaClient,
  names: Names,
  afterwards: () => Promise<void> = async () => {},
): Functions {
  return {
    async invoke(folder, payload, schema, { changes }) {
      const name = names.functionName(folder);
      const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) });
      const answer = await callAws('Invoke', { write: changes }, command, (it) => client.send(it))
        .catch((error) => {
          throw notDeployed(error, name) ?? error;
        })
        .finally(afterwards);
      const text = answer.Payload?.transformToString() ?? '';
      if (answer.FunctionError !== undefined) throw functionFailure(name, text);
      return read(schema, text, name);
    },

    async check(folder, alias) {
      const name = names.functionName(folder);
      const command = new InvokeCommand({
        FunctionName: name,
        InvocationType: 'DryRun',
        ...(alias && { Qualifier: alias }),
      });
      await callAws('Invoke', { write: false }, command, (it) => client.send(it)).catch((error: unknown) => {
        throw notDeployed(error, name) ?? error;
      });
    },
  };
}

/** @returns a failure that says so, where the error means that there is no such function */
export function notDeployed(error: unknown, name: string) {
  if (!(error instanceof AwsError && error.code === 'ResourceNotFoundException')) return undefined;
  const next = 'Deploy the stack in this region (`npx cdk deploy`), or correct --prefix, --region or --profile.';
  return failed('not-deployed', `There is no function ${name}.`, next);
}

function functionFailure(name: string, text: string) {
  const { errorType, errorMessage } = FunctionError.safeParse(json(text)).data ?? {
    errorType: 'unnamed error',
    errorMessage: 'it failed and did not say why; look at its log',
  };
  return failed(errorType, `${name}: ${errorMessage}`);
}

function read<T>(schema: z.core.$ZodType<T>, text: string, name: string): T {
  const result = z.safeParse(schema, json(text));
  if (result.success) return result.data;
  const where = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  const next = 'Command and deployment are of different versions: deploy the stack from the same revision.';
  throw failed('unexpected-answer', `${name} answered what this command does not know (${where}).`, next);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
