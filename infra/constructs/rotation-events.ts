import { Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, type LogGroup, MetricFilter, ResourcePolicy } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { metricNamespace } from './bundled-function.ts';
import type { Deployment } from './deployment.ts';
import { EncryptedLogGroup } from './encrypted-log-group.ts';

export interface RotationEventsProps {
  readonly deployment: Deployment;
}

/**
 * What Secrets Manager says of the rotations of the key secrets, kept as evidence and counted where one failed. The events come
 * by way of CloudTrail: an account without a trail has none of them.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html
 */
export class RotationEvents extends Construct {
  readonly logGroup: LogGroup;
  /** Rotations that failed, or that Secrets Manager has given up. */
  readonly failures: Metric;

  constructor(scope: Construct, id: string, { deployment }: RotationEventsProps) {
    super(scope, id);
    const { name, configuration, encryptionKey } = deployment;
    const { partition, region, account } = Stack.of(this);
    this.logGroup = new EncryptedLogGroup(this, 'Log', {
      logGroupName: `/aws/events/${name}-rotations`,
      encryptionKey,
      retention: configuration.logRetentionDays,
    }).logGroup;
    const secrets = `arn:${partition}:secretsmanager:${region}:${account}:secret:${configuration.prefix}/`;
    new CfnRule(this, 'Rule', {
      name: `${name}-rotations`,
      description: `Keeps what Secrets Manager says of rotations under ${configuration.prefix}/`,
      eventPattern: {
        source: ['aws.secretsmanager'],
        'detail-type': ['AWS Service Event via CloudTrail'],
        detail: {
          eventName: ['RotationStarted', 'RotationSucceeded', 'RotationFailed', 'RotationAbandoned'],
          additionalEventData: { SecretId: [{ prefix: secrets }] },
        },
      },
      targets: [{ id: 'Log', arn: this.#target() }],
    });
    // Without these rights EventBridge drops the events. CDK's own target would add a function to write them.
    new ResourcePolicy(this, 'Policy', {
      resourcePolicyName: `${name}-rotations`,
      policyStatements: [
        new PolicyStatement({
          principals: [
            new ServicePrincipal('events.amazonaws.com'),
            new ServicePrincipal('delivery.logs.amazonaws.com'),
          ],
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [`${this.#target()}:*`],
          // Another account's rule may not name this group as its target. What EventBridge does not state is not asked for.
          // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html#conditions-table
          conditions: {
            StringEqualsIfExists: { 'aws:SourceAccount': account },
            ArnEqualsIfExists: {
              'aws:SourceArn': `arn:${partition}:events:${region}:${account}:rule/${name}-rotations`,
            },
          },
        }),
      ],
    });
    const namespace = metricNamespace(deployment);
    new MetricFilter(this, 'Failures', {
      logGroup: this.logGroup,
      metricNamespace: namespace,
      metricName: 'RotationsFailed',
      metricValue: '1',
      filterPattern: FilterPattern.any(
        FilterPattern.stringValue('$.detail.eventName', '=', 'RotationFailed'),
        FilterPattern.stringValue('$.detail.eventName', '=', 'RotationAbandoned'),
      ),
    });
    this.failures = new Metric({ namespace, metricName: 'RotationsFailed', statistic: Stats.SUM });
  }

  /** The ARN without the `:*` that CloudFormation gives it: EventBridge takes none. */
  #target(): string {
    const { partition, region, account } = Stack.of(this);
    return `arn:${partition}:logs:${region}:${account}:log-group:${this.logGroup.logGroupName}`;
  }
}
