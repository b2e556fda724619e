import { createDependencies as createReconcileUser } from '../../functions/reconcile-user/dependencies.ts';
import { reconcileUser } from '../../functions/reconcile-user/handler.ts';
import { createDependencies as createRotateFleet } from '../../functions/rotate-fleet/dependencies.ts';
import { runFleet } from '../../functions/rotate-fleet/handler.ts';
import { createDependencies as createRotateKey } from '../../functions/rotate-key/dependencies.ts';
import { rotateKey } from '../../functions/rotate-key/handler.ts';
import type { EmbeddedStack } from '../stack.ts';
import { RECONCILE_USER_ARN, ROTATE_KEY_ARN } from '../subject.ts';
import type { DurableCode } from './durable-execution.ts';
import { between, LATENCY } from './latency.ts';
import { quietEdge } from './quiet-edge.ts';
import type { Wire } from './wire.ts';

/** Lets Secrets Manager and Scheduler invoke the real functions, each invocation in a container of its own that first has to start. */
export function deploy(stack: EmbeddedStack, wire: Wire, random: () => number): void {
  const { clock } = stack;
  const variables = { ...stack.environment(), ROTATE_KEY_ARN };
  const start = () => clock.sleep(between(LATENCY.container, random));
  stack.functions.define(ROTATE_KEY_ARN, async (event) => {
    await start();
    const container = createRotateKey(variables, {
      clock,
      edge: quietEdge(),
      secretsManager: wire.aws('secretsmanager'),
      scheduler: wire.aws('scheduler'),
      emnify: { fetch: wire.fetch, random },
    });
    await rotateKey(event, container);
  });
  stack.functions.define(RECONCILE_USER_ARN, async (event) => {
    await start();
    const container = createReconcileUser(variables, {
      clock,
      edge: quietEdge(),
      secretsManager: wire.aws('secretsmanager'),
      lambda: wire.aws('lambda'),
      emnify: { fetch: wire.fetch, random },
    });
    return reconcileUser(event, container);
  });
}

/** `rotate-fleet`, in a new container for each invocation. */
export function fleetCode(stack: EmbeddedStack, wire: Wire): DurableCode {
  return async (event, context) => {
    const surroundings = { clock: stack.clock, edge: quietEdge(), secretsManager: wire.aws('secretsmanager') };
    return runFleet(event, context, createRotateFleet(stack.environment(), surroundings));
  };
}
