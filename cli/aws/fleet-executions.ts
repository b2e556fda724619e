import {
  GetDurableExecutionCommand,
  InvokeCommand,
  type LambdaClient,
  ListDurableExecutionsByFunctionCommand,
  StopDurableExecutionCommand,
} from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { callAws } from '../../functions/adapters/aws-call.ts';
import type { FleetRequest } from '../../functions/domain/fleet/request.ts';
import { AwsError } from '../../functions/domain/store-errors.ts';
import { failed } from '../failures.ts';
import { ForeignLine } from '../foreign-line.ts';
import type { Names } from '../names.ts';
import { notDeployed } from './functions.ts';

/** The alias of the deployed function: infra/constructs/rotate-fleet.ts. */
export const LIVE = 'live';

const Status = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'STOPPED']);

const Listed = z.object({
  DurableExecutions: z
    .array(z.object({ DurableExecutionArn: z.string(), DurableExecutionName: z.string(), Status }))
    .default([]),
  NextMarker: z.string().optional(),
});

const Found = z.object({
  DurableExecutionArn: z.string(),
  DurableExecutionName: z.string(),
  StartTimestamp: z.date(),
  Status,
  InputPayload: z.string().optional(),
  Result: z.string().optional(),
  Error: z.object({ ErrorType: ForeignLine.optional(), ErrorMessage: ForeignLine.optional() }).optional(),
});

/** An execution as the list shows it. */
export interface ListedExecution {
  readonly arn: string;
  readonly name: string;
  readonly status: z.infer<typeof Status>;
}

/** An execution looked at. Payloads are JSON, as Lambda keeps them. */
export interface FleetExecution extends ListedExecution {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly input?: string | undefined;
  readonly result?: string | undefined;
  readonly error?: string | undefined;
}

/** The executions of `rotate-fleet`, as Lambda keeps them. */
export interface FleetExecutions {
  /** @throws Failure where the function is not deployed; AwsError */
  list(): Promise<readonly ListedExecution[]>;
  /**
   * Starts one; the same name with the same request again is the same execution.
   * @throws Failure where the name was used for another request; AwsError
   */
  start(name: string, request: FleetRequest): Promise<string>;
  look(arn: string): Promise<FleetExecution>;
  stop(arn: string): Promise<void>;
}

export function createFleetExecutions(client: LambdaClient, names: Names): FleetExecutions {
  const FunctionName = names.functionName('rotate-fleet');
  return {
    async list() {
      const executions: ListedExecution[] = [];
      let Marker: string | undefined;
      do {
        const command = new ListDurableExecutionsByFunctionCommand({ FunctionName, ...(Marker && { Marker }) });
        const answer = await callAws('ListDurableExecutionsByFunction', { write: false }, command, (it) =>
          client.send(it),
        ).catch((error: unknown) => {
          throw notDeployed(error, FunctionName) ?? error;
        });
        const page = Listed.parse(answer);
        executions.push(
          ...page.DurableExecutions.map((each) => ({
            arn: each.DurableExecutionArn,
            name: each.DurableExecutionName,
            status: each.Status,
          })),
        );
        Marker = page.NextMarker;
      } while (Marker !== undefined);
      return executions;
    },

    async start(name, request) {
      const command = new InvokeCommand({
        FunctionName,
        Qualifier: LIVE,
        InvocationType: 'Event',
        DurableExecutionName: name,
        Payload: JSON.stringify(request),
      });
      const { DurableExecutionArn: arn } = await callAws('Invoke', { write: true }, command, (it) =>
        client.send(it),
      ).catch((error: unknown) => {
        throw nameTaken(error, name) ?? notDeployed(error, FunctionName) ?? error;
      });
      // "Execution names must be unique within your account and region" (developer guide, "Idempotency").
      if (arn?.includes(`:function:${FunctionName}:`) === true) return arn;
      throw failed(
        'unexpected-answer',
        `${FunctionName} answered with no execution of its own${arn === undefined ? '' : `, but with ${arn}`}.`,
        'Choose another name for the run.',
      );
    },

    async look(arn) {
      const command = new GetDurableExecutionCommand({ DurableExecutionArn: arn, IncludeExecutionData: true });
      const answer = await callAws('GetDurableExecution', { write: false }, command, (it) => client.send(it));
      const found = Found.parse(answer);
      return {
        arn: found.DurableExecutionArn,
        name: found.DurableExecutionName,
        status: found.Status,
        startedAt: found.StartTimestamp.getTime(),
        input: found.InputPayload,
        result: found.Result,
        error: found.Error?.ErrorMessage ?? found.Error?.ErrorType,
      };
    },

    async stop(arn) {
      const command = new StopDurableExecutionCommand({ DurableExecutionArn: arn });
      await callAws('StopDurableExecution', { write: true }, command, (it) => client.send(it));
    },
  };
}

function nameTaken(error: unknown, name: string) {
  if (!(error instanceof AwsError && error.code === 'DurableExecutionAlreadyStartedException')) return undefined;
  const next = 'Somebody started it meanwhile. Run the command again, and it follows that one.';
  return failed('started-meanwhile', `There is an execution ${name} already, with another request.`, next);
}
