import { ArnFormat, CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from './config.ts';
import { EncryptionKey } from './constructs/encryption-key.ts';
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
    const reconcileUserArn = this.formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: `${name}-reconcile-user`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const schedules = new Schedules(this, 'Schedules', { name, targetArn: reconcileUserArn });
    const rotateKey = new RotateKey(this, 'RotateKey', {
      functionName: `${name}-rotate-key`,
      encryptionKey,
      configuration,
      schedules,
      reconcileUserArn,
    });

    new CfnOutput(this, 'EncryptionKeyArn', {
      value: encryptionKey.key.keyArn,
      description: 'KmsKeyId for the secrets of each user',
    });
    new CfnOutput(this, 'RotateKeyArn', {
      value: rotateKey.functionArn,
      description: 'RotationLambdaARN for the key secret of each user',
    });
  }
}
