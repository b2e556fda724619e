import { createDependencies, type Dependencies } from '../../functions/reconcile-user/dependencies.ts';
import { reconcileUser } from '../../functions/reconcile-user/handler.ts';
import { ROTATE_KEY_ARN } from '../../local/subject.ts';
import { immediately } from './immediate-retries.ts';
import type { World } from './world.ts';

/** As whom it calls AWS. */
const CALLER = 'emnify-mfa-reconcile-user';

/** A new container of `reconcile-user` for the world's user. */
export function reconcileContainer({ stack }: World, variables: Readonly<Record<string, string>> = {}): Dependencies {
  const environment = { ...stack.environment(), ROTATE_KEY_ARN, ...variables };
  return createDependencies(environment, {
    clock: stack.clock,
    emnify: { timeout: 250 },
    secretsManager: {
      ...stack.clientConfig('secretsmanager', CALLER),
      retryStrategy: immediately(2),
      requestHandler: { requestTimeout: 250, throwOnRequestTimeout: true },
    },
    lambda: stack.clientConfig('lambda', CALLER),
  });
}

/** One run of `reconcile-user`, in a container of its own. */
export async function reconcile(
  world: World,
  request: { readonly dryRun?: boolean; readonly endGrace?: boolean } = {},
  variables: Readonly<Record<string, string>> = {},
) {
  if (request.endGrace === true) world.watch.graceIsEnded();
  const container = reconcileContainer(world, variables);
  return world.captured(() => reconcileUser({ user: world.subject.user, ...request }, container));
}
