import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow } from './allow.ts';

export interface SchedulesProps {
  /** What the names of group and queue begin with. */
  readonly name: string;
  /** The one function that schedules may call. */
  readonly targetArn: string;
}

/** Where the functions put schedules, the role as which these run, and the queue for runs that failed or never began. */
export class Schedules extends Construct {
  readonly groupName: string;
  readonly role: Role;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { name, targetArn }: SchedulesProps) {
    super(scope, id);
    this.groupName = name;
    new CfnScheduleGroup(this, 'Group', { name });
    this.deadLetters = new Queue(this, 'DeadLetters', {
      queueName: `${name}-dead-letters`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is itself the dead-letter queue, of schedules and not of another queue.',
    });
    const stack = Stack.of(this);
    const groupArn = stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: name });
    this.role = new Role(this, 'Role', {
      description: `Runs the schedules of ${name}`,
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': groupArn } },
      }),
      inlinePolicies: {
        CallTarget: allow(['lambda:InvokeFunction'], targetArn),
        KeepUndelivered: allow(['sqs:SendMessage'], this.deadLetters.queueArn),
      },
    });
  }

  /** Create and correct schedules of this group, which run as this role; for the function of the construct `scope`. */
  writeSchedules(scope: Construct): PolicyDocument {
    return new PolicyDocument({
      statements: [
        new PolicyStatement({
          actions: ['scheduler:CreateSchedule', 'scheduler:GetSchedule', 'scheduler:UpdateSchedule'],
          resources: [this.#schedules(scope)],
        }),
        new PolicyStatement({
          actions: ['iam:PassRole'],
          resources: [this.role.roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
        }),
      ],
    });
  }

  /** Delete schedules of this group; for the function of the construct `scope`. */
  deleteSchedules(scope: Construct): PolicyDocument {
    return allow(['scheduler:DeleteSchedule'], this.#schedules(scope));
  }

  /** All of this group. */
  #schedules(scope: Construct): string {
    Validations.of(scope).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/${this.groupName}/*]`,
      reason: 'Schedules are named for users and keys that come after the deployment.',
    });
    return Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${this.groupName}/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }
}
