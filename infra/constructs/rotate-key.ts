import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvironmentVariables } from '../../functions/rotate-key/environment.ts';
import type { Configuration } from '../config.ts';
import { BundledFunction } from './bundled-function.ts';
import type { EncryptionKey } from './encryption-key.ts';
import type { Schedules } from './schedules.ts';
import { acknowledgeSecretForms, readCredentials, rotateKeySecrets, useKeyForSecrets } from './secret-policies.ts';

export interface RotateKeyProps {
  readonly functionName: string;
  readonly encryptionKey: EncryptionKey;
  readonly configuration: Configuration;
  readonly schedules: Schedules;
  /** Its own ARN and that of `reconcile-user`, by name: each must be known before the other exists. */
  readonly rotateKeyArn: string;
  readonly reconcileUserArn: string;
}

/** `rotate-key`: the function that Secrets Manager calls for each step of a rotation. */
export class RotateKey extends Construct {
  readonly functionArn: string;

  constructor(scope: Construct, id: string, props: RotateKeyProps) {
    super(scope, id);
    const { functionName, encryptionKey, configuration, schedules, rotateKeyArn, reconcileUserArn } = props;
    const { prefix } = configuration;
    const stack = Stack.of(this);
    const environment: EnvironmentVariables = {
      SECRET_PREFIX: prefix,
      EMNIFY_API_URL: configuration.apiUrl,
      ROTATION_STRATEGY: configuration.rotationStrategy,
      KEY_GRACE_PERIOD: configuration.gracePeriod,
      SCHEDULE_GROUP: schedules.groupName,
      SCHEDULER_ROLE_ARN: schedules.role.roleArn,
      RECONCILE_USER_ARN: reconcileUserArn,
      DEAD_LETTER_QUEUE_ARN: schedules.deadLetters.queueArn,
    };
    const { function: lambda } = new BundledFunction(this, 'RotateKey', {
      functionName,
      folder: 'rotate-key',
      description: 'Rotates the MFA key of an emnify user; called by Secrets Manager',
      timeout: 60,
      environment,
      policies: {
        ReadCredentials: readCredentials(this, prefix),
        RotateKeySecrets: rotateKeySecrets(this, prefix, rotateKeyArn),
        WriteSchedules: schedules.writeSchedules(this),
        UseEncryptionKey: useKeyForSecrets(this, prefix, encryptionKey.key, 'read-and-write'),
      },
      encryptionKey,
      logRetention: configuration.logRetentionDays,
    });
    acknowledgeSecretForms(this, prefix);
    // The condition on the account keeps another account's secret from naming this function.
    lambda.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: stack.account,
    });
    this.functionArn = lambda.functionArn;
  }
}
