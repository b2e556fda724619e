import { Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { allow } from '../allow.ts';
import type { Deployment } from '../deployment.ts';
import type { Definition } from './definition.ts';
import type { Step } from './steps.ts';

export interface ApprovalProps {
  readonly deployment: Deployment;
  /** ARNs of the users and roles of whom one must agree. */
  readonly approvers: readonly string[];
}

/** Seconds: whoever approves later would approve something else. */
const A_DAY = 86_400;

/** The second pair of eyes: a topic where it is asked for, and the step that waits for it. */
export class Approval extends Construct {
  readonly topic: Topic;
  /** What a role needs to ask. */
  readonly policies: Definition['policies'];
  readonly #approvers: readonly string[];

  constructor(scope: Construct, id: string, { deployment, approvers }: ApprovalProps) {
    super(scope, id);
    const { name, configuration, encryptionKey } = deployment;
    this.#approvers = approvers;
    this.topic = new Topic(this, 'Topic', {
      // Automation asks only in topics named so, which is why it is not the topic of the alarms.
      // https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-approve.html
      topicName: `Automation-${name}-approvals`,
      displayName: `Approvals of ${name}`,
      masterKey: encryptionKey.key,
      enforceSSL: true,
    });
    if (configuration.alarmAddress !== undefined) {
      this.topic.addSubscription(new EmailSubscription(configuration.alarmAddress));
    }
    this.policies = {
      AskForApproval: allow(['sns:Publish'], this.topic.topicArn),
      // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
      UseEncryptionKey: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
            resources: [encryptionKey.key.keyArn],
            conditions: { StringEquals: { 'kms:ViaService': `sns.${Stack.of(this).region}.amazonaws.com` } },
          }),
        ],
      }),
    };
  }

  /** Waits until one of the approvers agrees; the execution ends where one refuses, or none answers within a day. */
  step(message: string): Step {
    return {
      name: 'Approve',
      action: 'aws:approve',
      timeoutSeconds: A_DAY,
      inputs: {
        NotificationArn: this.topic.topicArn,
        Message: message,
        MinRequiredApprovals: 1,
        Approvers: this.#approvers,
      },
    };
  }
}
