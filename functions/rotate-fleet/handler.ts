import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js';
import type { FleetReport } from '../domain/fleet/report.ts';
import { parseFleetRequest } from '../domain/fleet/request.ts';
import { rotateFleet } from '../domain/fleet/run.ts';
import { createEdge } from '../shared/edge.ts';
import { atTheEdge } from '../shared/invocation.ts';
import { durably } from './checkpoints.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';
import { createDurableClient } from './durable-client.ts';

const edge = createEdge('rotate-fleet');
let dependencies: Dependencies | undefined;

/** Rotates the keys of many users, paced below the vendor's limit; started by operators and the runbook. */
export const handler = withDurableExecution(
  async (event: unknown, context: DurableContext) => {
    edge.logger.addContext(context.lambdaContext);
    dependencies ??= await atTheEdge(edge, () => createDependencies(process.env, { edge }));
    return runFleet(event, context, dependencies);
  },
  { durableExecutionClient: createDurableClient() },
);

/** @throws RotationError, with words that hold no secret */
export async function runFleet(
  event: unknown,
  context: DurableContext,
  { edge, ports, policy }: Dependencies,
): Promise<FleetReport> {
  return atTheEdge(edge, () => rotateFleet(parseFleetRequest(event), ports, policy, durably(context, edge)));
}
