import { SchedulerClient, type SchedulerClientConfig } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { createEmnify } from '../adapters/emnify/client.ts';
import { createScheduleRemoval } from '../adapters/scheduler/removal.ts';
import { createSecretLifecycle } from '../adapters/secrets-manager/lifecycle.ts';
import { createSecretStore } from '../adapters/secrets-manager/store.ts';
import type { OffboardingPorts } from '../domain/offboarding/offboard.ts';
import type { Clock } from '../domain/ports.ts';
import { createEdge, type Edge } from '../shared/edge.ts';
import { rememberingCredentials } from '../shared/remembering.ts';
import { systemClock } from '../shared/system-clock.ts';
import { readSettings } from './environment.ts';

/** What surrounds the function and is not in its environment; Lambda needs none of it said. */
export interface Surroundings {
  readonly edge?: Edge;
  readonly clock?: Clock;
  readonly secretsManager?: SecretsManagerClientConfig;
  readonly scheduler?: SchedulerClientConfig;
  /** Of one exchange with emnify, milliseconds. */
  readonly emnifyTimeout?: number;
}

export interface Dependencies extends Edge {
  readonly ports: OffboardingPorts;
  readonly policy: { readonly secretPrefix: string };
}

/** The one place that makes clients, once per container. @throws InvalidEnvironment */
export function createDependencies(
  variables: Readonly<Record<string, string | undefined>>,
  {
    edge = createEdge('offboard-user'),
    clock = systemClock,
    secretsManager = {},
    scheduler = {},
    emnifyTimeout,
  }: Surroundings = {},
): Dependencies {
  const { apiUrl, scheduleGroup: groupName, ...policy } = readSettings(variables);
  const requestHandler = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };
  const client = new SecretsManagerClient({ maxAttempts: 4, requestHandler, ...secretsManager });
  const schedulerClient = new SchedulerClient({ maxAttempts: 4, requestHandler, ...scheduler });
  const emnify = createEmnify({
    apiUrl: new URL(apiUrl),
    clock,
    ...(emnifyTimeout === undefined ? {} : { timeout: emnifyTimeout }),
  });
  const ports = {
    clock,
    emnify: rememberingCredentials(emnify, edge.redactor),
    store: createSecretStore({ client }),
    lifecycle: createSecretLifecycle({ client }),
    schedules: createScheduleRemoval({ client: schedulerClient, groupName }),
    journal: edge.journal,
  };
  return { ...edge, ports, policy };
}
