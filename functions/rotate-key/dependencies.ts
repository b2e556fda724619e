import { SchedulerClient, type SchedulerClientConfig } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { createEmnify, type EmnifyOptions } from '../adapters/emnify/client.ts';
import { createSchedules } from '../adapters/scheduler/schedules.ts';
import { createSecretStore } from '../adapters/secrets-manager/store.ts';
import { totp } from '../adapters/totp.ts';
import type { Clock } from '../domain/ports.ts';
import type { RotationPolicy, RotationPorts } from '../domain/rotation/climb.ts';
import { createEdge, type Edge } from '../shared/edge.ts';
import { rememberingCredentials, rememberingKeys } from '../shared/remembering.ts';
import { systemClock } from '../shared/system-clock.ts';
import { readSettings } from './environment.ts';

/** What surrounds the function and is not in its environment; Lambda needs none of it said. */
export interface Surroundings {
  readonly edge?: Edge;
  readonly clock?: Clock;
  readonly secretsManager?: SecretsManagerClientConfig;
  readonly scheduler?: SchedulerClientConfig;
  readonly emnify?: Partial<Omit<EmnifyOptions, 'apiUrl' | 'clock'>>;
}

export interface Dependencies extends Edge {
  readonly ports: RotationPorts;
  readonly policy: RotationPolicy;
}

/**
 * The one place that makes clients. Made once per container: the clients keep connections, JWTs and server time.
 * @throws InvalidEnvironment
 */
export function createDependencies(
  variables: Readonly<Record<string, string | undefined>>,
  {
    edge = createEdge('rotate-key'),
    clock = systemClock,
    secretsManager = {},
    scheduler = {},
    emnify: toEmnify = {},
  }: Surroundings = {},
): Dependencies {
  const { secretPrefix, apiUrl, rotationStrategy, gracePeriod, schedules } = readSettings(variables);
  const { redactor, journal } = edge;
  const client = new SecretsManagerClient({
    maxAttempts: 4,
    // Of one attempt, milliseconds: four of them and the calls to emnify must end within the function's 60 s.
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    ...secretsManager,
  });
  const schedulerClient = new SchedulerClient({
    // A schedule is best effort: a Scheduler that hangs may cost three calls of two attempts each, and not the promotion.
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
    ...scheduler,
  });
  const emnify = createEmnify({ apiUrl: new URL(apiUrl), clock, ...toEmnify });
  return {
    ...edge,
    ports: {
      clock,
      emnify: rememberingCredentials(emnify, redactor),
      store: createSecretStore({ client }),
      totp: rememberingKeys(totp, redactor),
      journal,
      retirement: createSchedules({ client: schedulerClient, clock, ...schedules }),
    },
    policy: { secretPrefix, strategy: rotationStrategy, gracePeriodMs: gracePeriod },
  };
}
