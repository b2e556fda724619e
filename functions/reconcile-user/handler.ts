import type { Context } from 'aws-lambda';
import { type ReconcileReport, reconcile } from '../domain/reconcile/reconcile.ts';
import { parseReconcileRequest } from '../domain/reconcile/request.ts';
import { createEdge } from '../shared/edge.ts';
import { atTheEdge } from '../shared/invocation.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';

const edge = createEdge('reconcile-user');
let dependencies: Dependencies | undefined;

/** Makes what emnify has of one user match the secret and the policy; called by schedules, operators and runbooks. */
export async function handler(event: unknown, context: Context): Promise<ReconcileReport> {
  edge.logger.addContext(context);
  dependencies ??= await atTheEdge(edge, () => createDependencies(process.env, { edge }));
  return reconcileUser(event, dependencies);
}

/** @throws RotationError, with words that hold no secret */
export async function reconcileUser(
  event: unknown,
  { ports, policy, ...edge }: Dependencies,
): Promise<ReconcileReport> {
  return atTheEdge(edge, () => {
    const { endGrace, ...request } = parseReconcileRequest(event);
    return reconcile(request, ports, { ...policy, endGrace });
  });
}
