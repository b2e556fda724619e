import { Construct } from 'constructs';
import type { EnvironmentVariables } from '../../functions/offboard-user/environment.ts';
import { BundledFunction } from './bundled-function.ts';
import type { Deployment } from './deployment.ts';
import { removeSecrets } from './enrolment-policies.ts';
import type { Schedules } from './schedules.ts';
import { acknowledgeSecretForms, readCredentials, useKeyForSecrets } from './secret-policies.ts';

export interface OffboardUserProps {
  readonly deployment: Deployment;
  readonly schedules: Schedules;
}

/** `offboard-user`: the function that operators and the runbook call to take a user out. */
export class OffboardUser extends Construct {
  readonly bundled: BundledFunction;

  constructor(scope: Construct, id: string, { deployment, schedules }: OffboardUserProps) {
    super(scope, id);
    const { prefix, apiUrl } = deployment.configuration;
    const environment: EnvironmentVariables = {
      SECRET_PREFIX: prefix,
      EMNIFY_API_URL: apiUrl,
      SCHEDULE_GROUP: schedules.groupName,
    };
    this.bundled = new BundledFunction(this, 'OffboardUser', {
      deployment,
      folder: 'offboard-user',
      description: 'Ends the rotation of the MFA keys of an emnify user, and removes what it has made',
      timeout: 60,
      environment,
      policies: {
        ReadCredentials: readCredentials(this, prefix),
        RemoveSecrets: removeSecrets(this, prefix),
        DeleteSchedules: schedules.deleteSchedules(this),
        UseEncryptionKey: useKeyForSecrets(this, prefix, deployment.encryptionKey.key, {
          decrypt: ['credentials', 'key'],
        }),
      },
      callsEmnify: true,
    });
    acknowledgeSecretForms(this, prefix);
  }
}
