import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';

export interface AlarmTopicProps {
  readonly deployment: Deployment;
}

/** Where alarms are published, under the deployment's key; CloudWatch's alarms of this account may publish, and nobody else. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { deployment }: AlarmTopicProps) {
    super(scope, id);
    const { name, configuration, encryptionKey } = deployment;
    const { account, region, partition } = Stack.of(this);
    this.topic = new Topic(this, 'Topic', {
      topicName: `${name}-alarms`,
      displayName: `Alarms of ${name}`,
      masterKey: encryptionKey.key,
      enforceSSL: true,
    });
    const publisher = {
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}-*` },
      },
    };
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
    this.topic.addToResourcePolicy(
      new PolicyStatement({ ...publisher, actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
    );
    encryptionKey.grantPublisher(publisher);
    if (configuration.alarmAddress !== undefined) {
      this.topic.addSubscription(new EmailSubscription(configuration.alarmAddress));
    }
  }
}
