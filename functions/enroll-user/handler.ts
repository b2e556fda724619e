import type { Context } from 'aws-lambda';
import type { EnrolmentAnswer } from '../domain/enrolment/answer.ts';
import { enrol } from '../domain/enrolment/enrol.ts';
import { parseEnrolmentRequest } from '../domain/enrolment/request.ts';
import { createEdge } from '../shared/edge.ts';
import { atTheEdge } from '../shared/invocation.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';

const edge = createEdge('enroll-user');
let dependencies: Dependencies | undefined;

/** Sets up the rotation of one user whose credentials an operator has written. */
export async function handler(event: unknown, context: Context): Promise<EnrolmentAnswer> {
  edge.logger.addContext(context);
  dependencies ??= await atTheEdge(edge, () => createDependencies(process.env, { edge }));
  return enrolUser(event, dependencies);
}

/** @throws RotationError, with words that hold no secret */
export async function enrolUser(event: unknown, { ports, policy, ...edge }: Dependencies): Promise<EnrolmentAnswer> {
  return atTheEdge(edge, () => enrol(parseEnrolmentRequest(event), ports, policy));
}
