import { SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { createFleetStore } from '../adapters/secrets-manager/fleet-store.ts';
import { createSecretStore } from '../adapters/secrets-manager/store.ts';
import type { FleetPolicy, FleetPorts } from '../domain/fleet/ports.ts';
import type { Clock } from '../domain/ports.ts';
import { createEdge, type Edge } from '../shared/edge.ts';
import { systemClock } from '../shared/system-clock.ts';
import { readSettings } from './environment.ts';
import { createFleetJournal } from './journal.ts';

/** What surrounds the function and is not in its environment; Lambda needs none of it said. */
export interface Surroundings {
  readonly edge?: Edge;
  readonly clock?: Clock;
  readonly secretsManager?: SecretsManagerClientConfig;
}

export interface Dependencies {
  readonly edge: Edge;
  readonly ports: FleetPorts;
  readonly policy: FleetPolicy;
}

/** The one place that makes clients, once per container. @throws InvalidEnvironment */
export function createDependencies(
  variables: Readonly<Record<string, string | undefined>>,
  { edge = createEdge('rotate-fleet'), clock = systemClock, secretsManager = {} }: Surroundings = {},
): Dependencies {
  const { secretPrefix, gracePeriod } = readSettings(variables);
  const client = new SecretsManagerClient({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    ...secretsManager,
  });
  const store = createFleetStore({ client, store: createSecretStore({ client }), secretPrefix });
  return {
    edge,
    ports: { clock, store, journal: createFleetJournal(edge, clock) },
    policy: { secretPrefix, gracePeriodMs: gracePeriod },
  };
}
