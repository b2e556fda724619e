import type { Context } from 'aws-lambda';
import { OperatorNeeded } from '../domain/errors.ts';
import { type OffboardingAnswer, parseOffboardingRequest } from '../domain/offboarding/request.ts';
import { createEdge } from '../shared/edge.ts';
import { atTheEdge } from '../shared/invocation.ts';
import { readSettings } from './environment.ts';

const edge = createEdge('offboard-user');

/** Reads its environment and its request, and refuses: what it is to do comes with the next change. */
export async function handler(event: unknown, context: Context): Promise<OffboardingAnswer> {
  edge.logger.addContext(context);
  return atTheEdge(edge, () => {
    readSettings(process.env);
    const { user } = parseOffboardingRequest(event);
    throw new OperatorNeeded(`${user}: this function cannot do its work yet; nothing was done`);
  });
}
