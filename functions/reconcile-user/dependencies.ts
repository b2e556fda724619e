import { SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { LambdaClient, type LambdaClientConfig } from '#client-lambda';
import { createEmnify, type EmnifyOptions } from '../adapters/emnify/client.ts';
import { createRotator } from '../adapters/lambda/rotator.ts';
import { createSecretStore } from '../adapters/secrets-manager/store.ts';
import type { Clock } from '../domain/ports.ts';
import type { ApplyPorts } from '../domain/reconcile/apply.ts';
import type { ReconcilePolicy } from '../domain/reconcile/observed.ts';
import type { SessionPorts } from '../domain/user-session.ts';
import { createEdge, type Edge } from '../shared/edge.ts';
import { rememberingCredentials } from '../shared/remembering.ts';
import { systemClock } from '../shared/system-clock.ts';
import { readSettings } from './environment.ts';

/** What surrounds the function and is not in its environment; Lambda needs none of it said. */
export interface Surroundings {
  readonly edge?: Edge;
  readonly clock?: Clock;
  readonly secretsManager?: SecretsManagerClientConfig;
  readonly lambda?: LambdaClientConfig;
  readonly emnify?: Partial<Omit<EmnifyOptions, 'apiUrl' | 'clock'>>;
}

export interface Dependencies extends Edge {
  readonly ports: SessionPorts & ApplyPorts;
  readonly policy: Omit<ReconcilePolicy, 'endGrace'> & { readonly secretPrefix: string };
}

/** The one place that makes clients, once per container. @throws InvalidEnvironment */
export function createDependencies(
  variables: Readonly<Record<string, string | undefined>>,
  {
    edge = createEdge('reconcile-user'),
    clock = systemClock,
    secretsManager = {},
    lambda = {},
    emnify: toEmnify = {},
  }: Surroundings = {},
): Dependencies {
  const settings = readSettings(variables);
  const secrets = new SecretsManagerClient({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    ...secretsManager,
  });
  const functions = new LambdaClient({
    // A whole rotation may take the 60 s of rotate-key; a second one is never begun from here.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 65_000, throwOnRequestTimeout: true },
    ...lambda,
  });
  const emnify = createEmnify({ apiUrl: new URL(settings.apiUrl), clock, ...toEmnify });
  const ports = {
    clock,
    emnify: rememberingCredentials(emnify, edge.redactor),
    store: createSecretStore({ client: secrets }),
    journal: edge.journal,
    rotator: createRotator({ client: functions, functionArn: settings.rotateKeyArn }),
  };
  const policy = {
    secretPrefix: settings.secretPrefix,
    gracePeriodMs: settings.gracePeriod,
    deviceMaxAgeMs: settings.deviceMaxAge,
    revokeDevicesOnRotation: settings.revokeDevicesOnRotation,
  };
  return { ...edge, ports, policy };
}
