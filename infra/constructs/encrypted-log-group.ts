import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EncryptionKey } from './encryption-key.ts';

export interface EncryptedLogGroupProps {
  /** No token: the key's policy names the group before it exists. */
  readonly logGroupName: string;
  readonly encryptionKey: EncryptionKey;
  readonly retention: RetentionDays;
}

/** A log group under the deployment's key, which outlives the stack. */
export class EncryptedLogGroup extends Construct {
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, { logGroupName, encryptionKey, retention }: EncryptedLogGroupProps) {
    super(scope, id);
    encryptionKey.grantLogGroup(logGroupName);
    this.logGroup = new LogGroup(this, 'LogGroup', {
      logGroupName,
      retention,
      encryptionKey: encryptionKey.key,
      // A first deployment that fails leaves nothing behind that would stop the second.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}
