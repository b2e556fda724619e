import { Duration } from 'aws-cdk-lib';
import { EventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { EnvironmentVariables } from '../../functions/reconcile-user/environment.ts';
import { allow } from './allow.ts';
import { BundledFunction } from './bundled-function.ts';
import { type Deployment, functionArn } from './deployment.ts';
import type { Schedules } from './schedules.ts';
import { acknowledgeSecretForms, readCredentials, reconcileKeySecrets, useKeyForSecrets } from './secret-policies.ts';

export interface ReconcileUserProps {
  readonly deployment: Deployment;
  readonly schedules: Schedules;
}

/** `reconcile-user`: the function that schedules, operators and runbooks call to retire keys, prune devices and restart rotations. */
export class ReconcileUser extends Construct {
  readonly bundled: BundledFunction;

  constructor(scope: Construct, id: string, { deployment, schedules }: ReconcileUserProps) {
    super(scope, id);
    const { configuration, encryptionKey } = deployment;
    const { prefix } = configuration;
    const rotateKeyArn = functionArn(this, deployment, 'rotate-key');
    const environment: EnvironmentVariables = {
      SECRET_PREFIX: prefix,
      EMNIFY_API_URL: configuration.apiUrl,
      KEY_GRACE_PERIOD: configuration.gracePeriod,
      TRUSTED_DEVICE_MAX_AGE: configuration.deviceMaxAge,
      REVOKE_DEVICES_ON_ROTATION: configuration.revokeDevicesOnRotation,
      ROTATE_KEY_ARN: rotateKeyArn,
    };
    const deadLetterArn = schedules.deadLetters.queueArn;
    this.bundled = new BundledFunction(this, 'ReconcileUser', {
      deployment,
      folder: 'reconcile-user',
      description:
        'Retires superseded MFA keys, prunes trusted devices and restarts stopped rotations of an emnify user',
      // A rotation that it climbs on may take the 60 s of rotate-key.
      timeout: 120,
      environment,
      policies: {
        ReadCredentials: readCredentials(this, prefix),
        ReconcileKeySecrets: reconcileKeySecrets(this, prefix, rotateKeyArn),
        // Secrets Manager asks for it of whoever calls RotateSecret, too.
        InvokeRotateKey: allow(['lambda:InvokeFunction'], rotateKeyArn),
        KeepFailures: allow(['sqs:SendMessage'], deadLetterArn),
        UseEncryptionKey: useKeyForSecrets(this, prefix, encryptionKey.key, { decrypt: ['credentials', 'key'] }),
      },
      callsEmnify: true,
    });
    acknowledgeSecretForms(this, prefix);
    // Scheduler hands its event over and hears of no error: what fails for good is kept by the function's own destination.
    new EventInvokeConfig(this, 'Asynchronous', {
      function: this.bundled.function,
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: deadLetterArn }) },
    });
  }
}
