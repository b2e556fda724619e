import type { Context } from 'aws-lambda';
import { type ReconcileReport, reconcile } from '../domain/reconcile/reconcile.ts';
import { parseReconcileRequest } from '../domain/reconcile/request.ts';
import { atTheEdge } from '../shared/invocation.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';

let dependencies: Dependencies | undefined;

/** Makes what emnify has of one user match the secret and the policy; called by schedules, operators and runbooks. */
export async function handler(event: unknown, context: Context): Promise<ReconcileReport> {
  dependencies ??= createDependencies(process.env);
  dependencies.logger.addContext(context);
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
