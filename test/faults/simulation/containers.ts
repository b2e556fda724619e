import { createEmnify } from '../../../functions/adapters/emnify/client.ts';
import * as reconcile from '../../../functions/reconcile-user/dependencies.ts';
import * as rotation from '../../../functions/rotate-key/dependencies.ts';
import { inProcessUrl } from '../../../local/stack.ts';
import { awsClients, emnifyFetch } from './clients.ts';
import { currentInvocation } from './invocation.ts';
import { quietEdge } from './quiet-edge.ts';

/** The clock of whichever invocation asks. */
const clock = {
  now: () => currentInvocation().now(),
  sleep: (ms: number) => currentInvocation().sleep(ms),
};

/** Pauses between attempts have full jitter; here all draw the shortest. */
const toEmnify = { fetch: emnifyFetch, random: () => 0 };

const rotations = new Map<string, rotation.Dependencies>();
let reconciles: reconcile.Dependencies | undefined;

/**
 * A fresh container of `rotate-key`: it knows no JWT and no server time. What remembers nothing between invocations (the SDK's
 * clients, which take most of the time) is made once for all stories.
 */
export function rotationContainer(environment: Readonly<Record<string, string>>): rotation.Dependencies {
  const name = JSON.stringify(environment);
  const made =
    rotations.get(name) ??
    rotation.createDependencies(environment, { edge: quietEdge(), clock, emnify: toEmnify, ...awsClients() });
  rotations.set(name, made);
  return { ...made, ports: { ...made.ports, emnify: freshEmnify() } };
}

/** As `rotationContainer`, of `reconcile-user`. */
export function reconcileContainer(environment: Readonly<Record<string, string>>): reconcile.Dependencies {
  reconciles ??= reconcile.createDependencies(environment, {
    edge: quietEdge(),
    clock,
    emnify: toEmnify,
    ...awsClients(),
  });
  return { ...reconciles, ports: { ...reconciles.ports, emnify: freshEmnify() } };
}

function freshEmnify() {
  return createEmnify({ apiUrl: new URL(inProcessUrl('emnify')), clock, ...toEmnify });
}
