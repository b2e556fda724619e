import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { createSecretStore } from '../functions/adapters/secrets-manager/store.ts';
import type { UserSlug, VersionId } from '../functions/domain/identifiers.ts';
import type { Clock, SecretStore, SecretText } from '../functions/domain/ports.ts';
import { systemClock } from '../functions/shared/system-clock.ts';
import { countSubscriptions } from './aws/alarms.ts';
import { type Caller, callerOf, partitionOf } from './aws/caller.ts';
import { writeCredentials } from './aws/credentials.ts';
import { createFleetExecutions, type FleetExecutions } from './aws/fleet-executions.ts';
import { createFunctions, type Functions } from './aws/functions.ts';
import { createLogs, type Logs } from './aws/logs.ts';
import { startRotation } from './aws/rotation.ts';
import { type ListedUser, listUsers } from './aws/users.ts';
import { failed } from './failures.ts';
import { connectLocal } from './local-connection.ts';
import { type Names, namesOf } from './names.ts';
import type { Terminal } from './terminal.ts';

/** Which deployment a command is for, as its options say. */
export interface Target {
  readonly prefix: string;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly local: boolean;
}

/** A deployment, as the commands work with it. */
export interface Deployment {
  readonly names: Names;
  readonly region: string;
  readonly clock: Clock;
  readonly store: SecretStore;
  readonly functions: Functions;
  readonly fleet: FleetExecutions;
  readonly logs: Logs;
  caller(): Promise<Caller>;
  users(): Promise<readonly ListedUser[]>;
  /** Of the topic of the deployment's alarms. */
  alarmSubscriptions(): Promise<{ readonly confirmed: number; readonly pending: number }>;
  /** Where emnify is; absent where only the deployment's functions know. */
  readonly apiUrl?: string;
  /** Asks for a rotation; the same version again is the same rotation. */
  startRotation(secretId: string, version: VersionId): Promise<void>;
  /** Stores the credentials of a user, as a new secret or as a new version. */
  writeCredentials(user: UserSlug, text: SecretText): Promise<void>;
}

/** What the embedded stack gives in place of AWS. */
export interface Surroundings {
  readonly clock: Clock;
  afterInvocation(): Promise<void>;
  readonly region: string;
  readonly apiUrl: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly endpoints: Readonly<Record<'secretsmanager' | 'lambda' | 'logs' | 'sts' | 'sns', string>>;
}

/** The one place that makes clients. @throws Failure where there is no region, or no embedded stack for `--local` */
export async function connect(target: Target, { environment }: Terminal): Promise<Deployment> {
  const names = namesOf(target.prefix);
  const local = target.local ? await connectLocal(environment) : undefined;
  const common = {
    ...(target.region === undefined ? {} : { region: target.region }),
    ...(target.profile === undefined ? {} : { profile: target.profile }),
    ...(local === undefined ? {} : { region: local.region, credentials: local.credentials }),
    maxAttempts: 4,
  };
  const at = (service: keyof Surroundings['endpoints']) =>
    local === undefined ? common : { ...common, endpoint: local.endpoints[service] };
  const secretsManager = new SecretsManagerClient({
    ...at('secretsmanager'),
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  });
  const region = await secretsManager.config.region().catch(() => {
    const next = 'Name one with --region or AWS_REGION, or a profile that has one with --profile.';
    throw failed('no-region', 'No AWS region is configured.', next);
  });
  const lambda = new LambdaClient({
    ...at('lambda'),
    // A function may take its 60 s and more; a second invocation is never begun from here unasked.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 130_000, throwOnRequestTimeout: true },
  });
  const caller = callerOf(new STSClient(at('sts')));
  return {
    names,
    region,
    clock: local?.clock ?? systemClock,
    store: createSecretStore({ client: secretsManager }),
    functions: createFunctions(lambda, names, local?.afterInvocation),
    // An execution is started under a name, and so by several attempts once.
    fleet: createFleetExecutions(new LambdaClient(at('lambda')), names),
    logs: createLogs(new CloudWatchLogsClient(at('logs'))),
    caller,
    alarmSubscriptions: async () => {
      const { arn, account } = await caller();
      const topic = `arn:${partitionOf(arn)}:sns:${region}:${account}:${names.alarmTopic}`;
      return countSubscriptions(new SNSClient(at('sns')), topic);
    },
    ...(local === undefined ? {} : { apiUrl: local.apiUrl }),
    users: () => listUsers(secretsManager, names.prefix),
    startRotation: (secretId, version) => startRotation(secretsManager, secretId, version),
    writeCredentials: (user, text) =>
      writeCredentials(secretsManager, { user, prefix: names.prefix, keyAlias: names.keyAlias, text }),
  };
}
