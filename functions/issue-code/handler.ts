import type { Context } from 'aws-lambda';
import { issueCode } from '../domain/issuing/issue-code.ts';
import { type IssuedCode, parseIssueCodeRequest } from '../domain/issuing/request.ts';
import { createEdge } from '../shared/edge.ts';
import { atTheEdge } from '../shared/invocation.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';

const edge = createEdge('issue-code');
let dependencies: Dependencies | undefined;

/** Gives an operator a current code of a user's key, and puts on record why it was wanted. */
export async function handler(event: unknown, context: Context): Promise<IssuedCode> {
  edge.logger.addContext(context);
  dependencies ??= await atTheEdge(edge, () => createDependencies(process.env, { edge }));
  return issueUserCode(event, dependencies);
}

/** @throws RotationError, with words that hold no secret */
export async function issueUserCode(event: unknown, { ports, policy, ...edge }: Dependencies): Promise<IssuedCode> {
  return atTheEdge(edge, () => issueCode(parseIssueCodeRequest(event), ports, policy));
}
