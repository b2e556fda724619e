import { Duration, Validations } from 'aws-cdk-lib';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { EnvironmentVariables } from '../../functions/rotate-fleet/environment.ts';
import { allow } from './allow.ts';
import { BundledFunction } from './bundled-function.ts';
import { type Deployment, functionArn } from './deployment.ts';
import { keepCheckpoints } from './durable-policies.ts';
import type { Schedules } from './schedules.ts';
import { acknowledgeSecretForms, listSecrets, startRotations } from './secret-policies.ts';

/** Name of the alias that operators and the runbook invoke. */
export const LIVE = 'live';

export interface RotateFleetProps {
  readonly deployment: Deployment;
  readonly schedules: Schedules;
}

/** `rotate-fleet`: the durable function that operators and the runbook start to rotate many users, paced below emnify's limit. */
export class RotateFleet extends Construct {
  readonly bundled: BundledFunction;
  /** What operators invoke: a durable execution stays with the version that it began with. */
  readonly live: Alias;

  constructor(scope: Construct, id: string, { deployment, schedules }: RotateFleetProps) {
    super(scope, id);
    const { prefix, gracePeriod } = deployment.configuration;
    const rotateKeyArn = functionArn(this, deployment, 'rotate-key');
    const environment: EnvironmentVariables = { SECRET_PREFIX: prefix, KEY_GRACE_PERIOD: gracePeriod };
    const deadLetterArn = schedules.deadLetters.queueArn;
    this.bundled = new BundledFunction(this, 'RotateFleet', {
      deployment,
      folder: 'rotate-fleet',
      description: 'Rotates the MFA keys of many emnify users, paced below the limit of the API',
      // Of one invocation between two waits; Lambda's most.
      timeout: 900,
      environment,
      policies: {
        ListSecrets: listSecrets(this),
        StartRotations: startRotations(this, prefix, rotateKeyArn),
        // Secrets Manager asks for it of whoever calls RotateSecret.
        InvokeRotateKey: allow(['lambda:InvokeFunction'], rotateKeyArn),
        KeepCheckpoints: keepCheckpoints(this, deployment, 'rotate-fleet'),
        KeepFailures: allow(['sqs:SendMessage'], deadLetterArn),
      },
      callsEmnify: false,
      // 10,000 users take 10 to 20 hours at 43 to 90 in five minutes. The history is evidence, as long as Lambda keeps it.
      durableConfig: { executionTimeout: Duration.days(7), retentionPeriod: Duration.days(90) },
      // An operator starts it asynchronously. https://docs.aws.amazon.com/lambda/latest/dg/durable-best-practices.html
      deadLetterArn,
    });
    acknowledgeSecretForms(this, prefix, ['key', 'credentials']);
    Validations.of(this.bundled.function).acknowledge({
      id: 'Annotation::aws-lambda:Function.DurableConfig',
      reason: 'It is durable from its first deployment on.',
    });
    this.live = this.bundled.function.addAlias(LIVE);
  }
}
