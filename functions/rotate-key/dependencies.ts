import { SchedulerClient, type SchedulerClientConfig } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { createEmnify } from '../adapters/emnify/client.ts';
import { createSchedules } from '../adapters/scheduler/schedules.ts';
import { createSecretStore } from '../adapters/secrets-manager/store.ts';
import { totp } from '../adapters/totp.ts';
import type { Clock, Emnify, Totp } from '../domain/ports.ts';
import type { RotationPolicy, RotationPorts } from '../domain/rotation/climb.ts';
import { createJournal } from '../shared/journal.ts';
import { createLogger } from '../shared/logger.ts';
import { createMetrics } from '../shared/metrics.ts';
import { Redactor } from '../shared/redaction.ts';
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

/** What tells of failures, also of those that come before there is anything else. */
export interface Edge {
  readonly redactor: Redactor;
  readonly logger: ReturnType<typeof createLogger>;
}

export interface Dependencies extends Edge {
  readonly ports: RotationPorts;
  readonly policy: RotationPolicy;
}

const service = 'rotate-key';

/** Needs no environment, so that a faulty one can be told of. */
export function createEdge(): Edge {
  const redactor = new Redactor();
  return { redactor, logger: createLogger({ service, redactor }) };
}

/**
 * The one place that makes clients. Made once per container: the clients keep connections, JWTs and server time.
 * @throws InvalidEnvironment
 */
export function createDependencies(
  variables: Readonly<Record<string, string | undefined>>,
  { edge = createEdge(), clock = systemClock, secretsManager = {}, scheduler = {}, emnifyTimeout }: Surroundings = {},
): Dependencies {
  const { secretPrefix, apiUrl, rotationStrategy, gracePeriod, schedules } = readSettings(variables);
  const { redactor, logger } = edge;
  const journal = createJournal({ logger, metrics: createMetrics({ service, logger }) });
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
  const emnify = createEmnify({
    apiUrl: new URL(apiUrl),
    clock,
    ...(emnifyTimeout === undefined ? {} : { timeout: emnifyTimeout }),
  });
  return {
    ports: {
      clock,
      emnify: rememberingCredentials(emnify, redactor),
      store: createSecretStore({ client }),
      totp: rememberingKeys(totp, redactor),
      journal,
      retirement: createSchedules({ client: schedulerClient, clock, ...schedules }),
    },
    policy: { secretPrefix, strategy: rotationStrategy, gracePeriodMs: gracePeriod },
    redactor,
    logger,
  };
}

/** Token and password have no shape of their own: the redactor is told of them before anything can be said. */
function rememberingCredentials(emnify: Emnify, redactor: Redactor): Emnify {
  return {
    as(credentials) {
      redactor.remember(credentials.applicationToken);
      redactor.remember(credentials.password);
      return emnify.as(credentials);
    },
  };
}

/** Every key passes here before it is stored or makes a code; a code alone looks like any number. */
function rememberingKeys(totp: Totp, redactor: Redactor): Totp {
  return {
    parameters(otpauth, secretKey) {
      redactor.remember(otpauth);
      redactor.remember(secretKey);
      return totp.parameters(otpauth, secretKey);
    },
    code(key, at) {
      redactor.remember(key.secretKey);
      const code = totp.code(key, at);
      redactor.remember(code);
      return code;
    },
  };
}
