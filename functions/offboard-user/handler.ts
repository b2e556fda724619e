import type { Context } from 'aws-lambda';
import { offboard } from '../domain/offboarding/offboard.ts';
import { type OffboardingAnswer, parseOffboardingRequest } from '../domain/offboarding/request.ts';
import { createEdge } from '../shared/edge.ts';
import { atTheEdge } from '../shared/invocation.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';

const edge = createEdge('offboard-user');
let dependencies: Dependencies | undefined;

/** Ends the rotation of one user and schedules the deletion of both secrets. */
export async function handler(event: unknown, context: Context): Promise<OffboardingAnswer> {
  edge.logger.addContext(context);
  dependencies ??= await atTheEdge(edge, () => createDependencies(process.env, { edge }));
  return offboardUser(event, dependencies);
}

/** @throws RotationError, with words that hold no secret */
export async function offboardUser(
  event: unknown,
  { ports, policy, ...edge }: Dependencies,
): Promise<OffboardingAnswer> {
  return atTheEdge(edge, () => offboard(parseOffboardingRequest(event), ports, policy));
}
