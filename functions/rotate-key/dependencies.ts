import { SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { createEmnify } from '../adapters/emnify/client.ts';
import { createSecretStore } from '../adapters/secrets-manager/store.ts';
import { totp } from '../adapters/totp.ts';
import type { Clock, Emnify } from '../domain/ports.ts';
import type { RotationPolicy, RotationPorts } from '../domain/rotation/climb.ts';
import { createJournal } from '../shared/journal.ts';
import { createLogger } from '../shared/logger.ts';
import { createMetrics } from '../shared/metrics.ts';
import { Redactor } from '../shared/redaction.ts';
import { systemClock } from '../shared/system-clock.ts';
import { readSettings } from './environment.ts';

/** What surrounds the function and is not in its environment; Lambda needs none of it said. */
export interface Surroundings {
  readonly clock?: Clock;
  readonly secretsManager?: SecretsManagerClientConfig;
  /** Of one exchange with emnify, milliseconds. */
  readonly emnifyTimeout?: number;
}

export interface Dependencies {
  readonly ports: RotationPorts;
  readonly policy: RotationPolicy;
  readonly redactor: Redactor;
  readonly logger: ReturnType<typeof createLogger>;
}

/**
 * The one place that makes clients. Made once per container: the clients keep connections, JWTs and server time.
 * @throws InvalidEnvironment
 */
export function createDependencies(
  variables: Readonly<Record<string, string | undefined>>,
  { clock = systemClock, secretsManager = {}, emnifyTimeout }: Surroundings = {},
): Dependencies {
  const { secretPrefix, apiUrl, rotationStrategy, gracePeriod } = readSettings(variables);
  const redactor = new Redactor();
  const service = 'rotate-key';
  const logger = createLogger({ service, redactor });
  const journal = createJournal({ logger, metrics: createMetrics({ service, logger }) });
  const client = new SecretsManagerClient({
    maxAttempts: 4,
    // Of one attempt, milliseconds: four of them and the calls to emnify must end within the function's 60 s.
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    ...secretsManager,
  });
  const emnify = createEmnify({
    apiUrl: new URL(apiUrl),
    clock,
    ...(emnifyTimeout === undefined ? {} : { timeout: emnifyTimeout }),
  });
  return {
    ports: { clock, emnify: remembering(emnify, redactor), store: createSecretStore({ client }), totp, journal },
    policy: { secretPrefix, strategy: rotationStrategy, gracePeriodMs: gracePeriod },
    redactor,
    logger,
  };
}

/** Token and password have no shape of their own: the redactor is told of them before anything can be said. */
function remembering(emnify: Emnify, redactor: Redactor): Emnify {
  return {
    as(credentials) {
      redactor.remember(credentials.applicationToken);
      redactor.remember(credentials.password);
      return emnify.as(credentials);
    },
  };
}
