import { withDurableExecution } from '@aws/durable-execution-sdk-js';
import { OperatorNeeded } from '../domain/errors.ts';
import { parseFleetRequest } from '../domain/fleet/request.ts';
import { createEdge } from '../shared/edge.ts';
import { atTheEdge } from '../shared/invocation.ts';
import { readSettings } from './environment.ts';

const edge = createEdge('rotate-fleet');

/** Rotates the keys of many users, paced below the vendor's limit; started by operators and the runbook. */
export const handler = withDurableExecution(async (event: unknown) =>
  atTheEdge(edge, () => {
    readSettings(process.env);
    const { run } = parseFleetRequest(event);
    throw new OperatorNeeded(`run ${run}: nothing was rotated, this version cannot rotate a fleet yet`);
  }),
);
