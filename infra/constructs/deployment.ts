import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../config.ts';
import type { EncryptionKey } from './encryption-key.ts';
import type { StaticEgress } from './static-egress.ts';

/** The tag `app` of everything that belongs to the product, secrets included. */
export const APP = 'emnify-mfa-rotation';

/** What all functions of one deployment have in common. */
export interface Deployment {
  /** What the names of its resources begin with: the prefix, with hyphens. */
  readonly name: string;
  readonly configuration: Configuration;
  readonly encryptionKey: EncryptionKey;
  /** Where functions that talk to emnify run. Absent: outside of any VPC, with whatever address Lambda has. */
  readonly staticEgress: StaticEgress | undefined;
}

/** The name in the account of the function whose code is in this folder under `functions/`. */
export function functionName(deployment: Pick<Deployment, 'name'>, folder: string): string {
  return `${deployment.name}-${folder}`;
}

/** Its ARN, by name: so that functions which call each other can be told of each other. */
export function functionArn(scope: Construct, deployment: Pick<Deployment, 'name'>, folder: string): string {
  return Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: functionName(deployment, folder),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
