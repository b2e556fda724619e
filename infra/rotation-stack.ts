import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from './config.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { Alarms } from './constructs/alarms.ts';
import { Dashboard } from './constructs/dashboard.ts';
import { APP, type Deployment, functionArn } from './constructs/deployment.ts';
import { EncryptedLogGroup } from './constructs/encrypted-log-group.ts';
import { EncryptionKey } from './constructs/encryption-key.ts';
import { EnrollUser } from './constructs/enroll-user.ts';
import { IssueCode } from './constructs/issue-code.ts';
import { OffboardUser } from './constructs/offboard-user.ts';
import { ReconcileUser } from './constructs/reconcile-user.ts';
import { RotateFleet } from './constructs/rotate-fleet.ts';
import { RotateKey } from './constructs/rotate-key.ts';
import { RotationEvents } from './constructs/rotation-events.ts';
import { Runbooks } from './constructs/runbooks/runbooks.ts';
import { Schedules } from './constructs/schedules.ts';
import { StaticEgress } from './constructs/static-egress.ts';

export interface RotationStackProps {
  readonly configuration: Configuration;
}

/** Everything in AWS that one prefix needs. Two prefixes are two stacks, which may share an account. */
export class RotationStack extends Stack {
  constructor(scope: Construct, id: string, { configuration }: RotationStackProps) {
    const name = configuration.prefix;
    super(scope, id, { stackName: `${name}-rotation`, description: 'Rotates the MFA keys of emnify users' });
    Tags.of(this).add('app', APP);

    const encryptionKey = new EncryptionKey(this, 'EncryptionKey', { alias: name });
    const retention = configuration.logRetentionDays;
    const staticEgress = configuration.staticEgress
      ? new StaticEgress(this, 'StaticEgress', { name, encryptionKey, logRetention: retention })
      : undefined;
    const deployment: Deployment = { name, configuration, encryptionKey, staticEgress };
    const schedules = new Schedules(this, 'Schedules', {
      name,
      targetArn: functionArn(this, deployment, 'reconcile-user'),
    });
    const rotateKey = new RotateKey(this, 'RotateKey', { deployment, schedules });
    const reconcileUser = new ReconcileUser(this, 'ReconcileUser', { deployment, schedules });

    const enrollUser = new EnrollUser(this, 'EnrollUser', { deployment, schedules });
    const offboardUser = new OffboardUser(this, 'OffboardUser', { deployment, schedules });
    const issueCode = new IssueCode(this, 'IssueCode', { deployment });
    const rotateFleet = new RotateFleet(this, 'RotateFleet', { deployment, schedules });

    // What operators did with the command-line tool, which writes the lines: apart from what the functions did.
    const { logGroup: auditLog } = new EncryptedLogGroup(this, 'AuditLog', {
      logGroupName: `/${configuration.prefix}/audit`,
      encryptionKey,
      retention,
    });
    const topic = new AlarmTopic(this, 'AlarmTopic', { deployment });
    const rotationEvents = new RotationEvents(this, 'RotationEvents', { deployment });
    const functions = [rotateKey, reconcileUser, enrollUser, offboardUser, issueCode, rotateFleet];
    const alarms = new Alarms(this, 'Alarms', {
      deployment,
      topic,
      schedules,
      rotationEvents,
      functions: functions.map(({ bundled }) => bundled.folder),
    });
    new Dashboard(this, 'Dashboard', {
      deployment,
      alarms: alarms.all,
      rotateKey: rotateKey.bundled,
      reconcileUser: reconcileUser.bundled,
    });

    const { approval } = new Runbooks(this, 'Runbooks', { deployment });

    this.#tell('EncryptionKeyArn', encryptionKey.key.keyArn, 'KmsKeyId for the secrets of each user');
    this.#tell('RotateKeyArn', rotateKey.bundled.function.functionArn, 'RotationLambdaARN for each key secret');
    this.#tell('ReconcileUserArn', reconcileUser.bundled.function.functionArn, 'Target of each daily schedule');
    this.#tell('EnrollUserArn', enrollUser.bundled.function.functionArn, 'Sets up a user');
    this.#tell('OffboardUserArn', offboardUser.bundled.function.functionArn, 'Takes a user out');
    this.#tell('IssueCodeArn', issueCode.bundled.function.functionArn, 'Gives an operator a code, for a reason');
    this.#tell('RotateFleetArn', rotateFleet.live.functionArn, 'What starts a run over many users: an alias');
    this.#tell('SchedulerRoleArn', schedules.role.roleArn, 'Role of the daily schedule of each user');
    this.#tell('AuditLogGroup', auditLog.logGroupName, 'Where the command-line tool writes what operators did');
    this.#tell('AlarmTopicArn', topic.topic.topicArn, 'Where alarms are published: subscribe your pager to it');
    if (approval !== undefined) {
      this.#tell(
        'ApprovalTopicArn',
        approval.topic.topicArn,
        'Where runbooks ask for approval: subscribe approvers to it',
      );
    }
  }

  #tell(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}
