import { Construct } from 'constructs';
import type { EnvironmentVariables } from '../../functions/enroll-user/environment.ts';
import { allow } from './allow.ts';
import { BundledFunction } from './bundled-function.ts';
import { type Deployment, functionArn } from './deployment.ts';
import { createKeySecrets } from './enrolment-policies.ts';
import type { Schedules } from './schedules.ts';
import { acknowledgeSecretForms, readCredentials, useKeyForSecrets } from './secret-policies.ts';

export interface EnrollUserProps {
  readonly deployment: Deployment;
  readonly schedules: Schedules;
}

/** `enroll-user`: the function that operators call to set up a user whose credentials they have written. */
export class EnrollUser extends Construct {
  readonly bundled: BundledFunction;

  constructor(scope: Construct, id: string, { deployment, schedules }: EnrollUserProps) {
    super(scope, id);
    const { key } = deployment.encryptionKey;
    const { prefix, apiUrl, rotationPeriod } = deployment.configuration;
    const rotateKeyArn = functionArn(this, deployment, 'rotate-key');
    const environment: EnvironmentVariables = {
      SECRET_PREFIX: prefix,
      EMNIFY_API_URL: apiUrl,
      ROTATION_PERIOD: rotationPeriod,
      ENCRYPTION_KEY_ARN: key.keyArn,
      ROTATE_KEY_ARN: rotateKeyArn,
      RECONCILE_USER_ARN: functionArn(this, deployment, 'reconcile-user'),
      SCHEDULE_GROUP: schedules.groupName,
      SCHEDULER_ROLE_ARN: schedules.role.roleArn,
      DEAD_LETTER_QUEUE_ARN: schedules.deadLetters.queueArn,
    };
    this.bundled = new BundledFunction(this, 'EnrollUser', {
      deployment,
      folder: 'enroll-user',
      description: 'Sets up the rotation of the MFA keys of an emnify user',
      timeout: 60,
      environment,
      policies: {
        ReadCredentials: readCredentials(this, prefix),
        CreateKeySecrets: createKeySecrets(this, prefix, { key, rotationFunctionArn: rotateKeyArn }),
        // Secrets Manager asks for it of whoever calls RotateSecret.
        InvokeRotateKey: allow(['lambda:InvokeFunction'], rotateKeyArn),
        WriteSchedules: schedules.writeSchedules(this),
        UseEncryptionKey: useKeyForSecrets(this, prefix, key, {
          decrypt: ['credentials', 'key'],
          encrypt: ['key'],
          choose: true,
        }),
      },
      callsEmnify: true,
    });
    acknowledgeSecretForms(this, prefix);
  }
}
