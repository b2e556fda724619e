import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvironmentVariables } from '../../functions/rotate-key/environment.ts';
import { BundledFunction } from './bundled-function.ts';
import { type Deployment, functionArn } from './deployment.ts';
import type { Schedules } from './schedules.ts';
import { acknowledgeSecretForms, readCredentials, rotateKeySecrets, useKeyForSecrets } from './secret-policies.ts';

export interface RotateKeyProps {
  readonly deployment: Deployment;
  readonly schedules: Schedules;
}

/** `rotate-key`: the function that Secrets Manager calls for each step of a rotation. */
export class RotateKey extends Construct {
  readonly bundled: BundledFunction;

  constructor(scope: Construct, id: string, { deployment, schedules }: RotateKeyProps) {
    super(scope, id);
    const { configuration, encryptionKey } = deployment;
    const { prefix } = configuration;
    const environment: EnvironmentVariables = {
      SECRET_PREFIX: prefix,
      EMNIFY_API_URL: configuration.apiUrl,
      ROTATION_STRATEGY: configuration.rotationStrategy,
      KEY_GRACE_PERIOD: configuration.gracePeriod,
      SCHEDULE_GROUP: schedules.groupName,
      SCHEDULER_ROLE_ARN: schedules.role.roleArn,
      RECONCILE_USER_ARN: functionArn(this, deployment, 'reconcile-user'),
      DEAD_LETTER_QUEUE_ARN: schedules.deadLetters.queueArn,
    };
    this.bundled = new BundledFunction(this, 'RotateKey', {
      deployment,
      folder: 'rotate-key',
      description: 'Rotates the MFA key of an emnify user; called by Secrets Manager',
      timeout: 60,
      environment,
      policies: {
        ReadCredentials: readCredentials(this, prefix),
        RotateKeySecrets: rotateKeySecrets(this, prefix, functionArn(this, deployment, 'rotate-key')),
        WriteSchedules: schedules.writeSchedules(this),
        UseEncryptionKey: useKeyForSecrets(this, prefix, encryptionKey.key, {
          decrypt: ['credentials', 'key'],
          encrypt: ['key'],
        }),
      },
      callsEmnify: true,
    });
    acknowledgeSecretForms(this, prefix);
    // The condition on the account keeps another account's secret from naming this function.
    this.bundled.function.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    });
  }
}
