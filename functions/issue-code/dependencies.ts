import { SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { createSecretStore } from '../adapters/secrets-manager/store.ts';
import { totp } from '../adapters/totp.ts';
import type { IssuingPorts } from '../domain/issuing/issue-code.ts';
import type { Clock } from '../domain/ports.ts';
import { createEdge, type Edge } from '../shared/edge.ts';
import { rememberingKeys } from '../shared/remembering.ts';
import { systemClock } from '../shared/system-clock.ts';
import { readSettings } from './environment.ts';

/** What surrounds the function and is not in its environment; Lambda needs none of it said. */
export interface Surroundings {
  readonly edge?: Edge;
  readonly clock?: Clock;
  readonly secretsManager?: SecretsManagerClientConfig;
}

export interface Dependencies extends Edge {
  readonly ports: IssuingPorts;
  readonly policy: { readonly secretPrefix: string };
}

/** The one place that makes clients, once per container. @throws InvalidEnvironment */
export function createDependencies(
  variables: Readonly<Record<string, string | undefined>>,
  { edge = createEdge('issue-code'), clock = systemClock, secretsManager = {} }: Surroundings = {},
): Dependencies {
  const policy = readSettings(variables);
  const client = new SecretsManagerClient({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    ...secretsManager,
  });
  const ports = {
    clock,
    store: createSecretStore({ client }),
    totp: rememberingKeys(totp, edge.redactor),
    journal: edge.journal,
  };
  return { ...edge, ports, policy };
}
