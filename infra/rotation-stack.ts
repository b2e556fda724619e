import { ArnFormat, CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from './config.ts';
import { EncryptionKey } from './constructs/encryption-key.ts';
import { ReconcileUser } from './constructs/reconcile-user.ts';
import { RotateKey } from './constructs/rotate-key.ts';
import { Schedules } from './constructs/schedules.ts';

export interface RotationStackProps {
  readonly configuration: Configuration;
}

/** Everything in AWS that one prefix needs. Two prefixes are two stacks, which may share an account. */
export class RotationStack extends Stack {
  constructor(scope: Construct, id: string, { configuration }: RotationStackProps) {
    const name = configuration.prefix.replaceAll('/', '-');
    super(scope, id, { stackName: `${name}-rotation`, description: 'Rotates the MFA keys of emnify users' });
    Tags.of(this).add('app', 'emnify-mfa-rotation');

    const encryptionKey = new EncryptionKey(this, 'EncryptionKey', { alias: name });
    const rotateKeyArn = this.#functionArn(`${name}-rotate-key`);
    const reconcileUserArn = this.#functionArn(`${name}-reconcile-user`);
    const schedules = new Schedules(this, 'Schedules', { name, targetArn: reconcileUserArn });
    const shared = { encryptionKey, configuration, schedules, rotateKeyArn };
    const rotateKey = new RotateKey(this, 'RotateKey', {
      ...shared,
      functionName: `${name}-rotate-key`,
      reconcileUserArn,
    });
    const reconcileUser = new ReconcileUser(this, 'ReconcileUser', {
      ...shared,
      functionName: `${name}-reconcile-user`,
    });

    new CfnOutput(this, 'EncryptionKeyArn', {
      value: encryptionKey.key.keyArn,
      description: 'KmsKeyId for the secrets of each user',
    });
    new CfnOutput(this, 'RotateKeyArn', {
      value: rotateKey.functionArn,
      description: 'RotationLambdaARN for the key secret of each user',
    });
    new CfnOutput(this, 'ReconcileUserArn', {
      value: reconcileUser.functionArn,
      description: 'Target of the daily schedule of each user',
    });
    new CfnOutput(this, 'SchedulerRoleArn', {
      value: schedules.role.roleArn,
      description: 'Role of the daily schedule of each user',
    });
  }

  /** By name, so that functions which call each other can be told of each other. */
  #functionArn(resourceName: string): string {
    return this.formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
