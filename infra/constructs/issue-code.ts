import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvironmentVariables } from '../../functions/issue-code/environment.ts';
import { BundledFunction } from './bundled-function.ts';
import { type Deployment, functionArn } from './deployment.ts';
import { acknowledgeSecretForms, rotatedBy, secretArns, useKeyForSecrets } from './secret-policies.ts';

export interface IssueCodeProps {
  readonly deployment: Deployment;
}

/** `issue-code`: the function that gives an operator one current code. It sees AWSCURRENT of key secrets, and nothing else. */
export class IssueCode extends Construct {
  readonly bundled: BundledFunction;

  constructor(scope: Construct, id: string, { deployment }: IssueCodeProps) {
    super(scope, id);
    const { prefix } = deployment.configuration;
    const environment: EnvironmentVariables = { SECRET_PREFIX: prefix };
    this.bundled = new BundledFunction(this, 'IssueCode', {
      deployment,
      folder: 'issue-code',
      description: 'Gives an operator one current code of an emnify user, for a stated reason',
      // It may wait for the next time-step.
      timeout: 60,
      environment,
      policies: {
        ReadCurrentKey: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['secretsmanager:GetSecretValue'],
              resources: [secretArns(this, prefix, 'key')],
              conditions: {
                StringEquals: {
                  ...rotatedBy(functionArn(this, deployment, 'rotate-key')),
                  'secretsmanager:VersionStage': 'AWSCURRENT',
                },
              },
            }),
          ],
        }),
        UseEncryptionKey: useKeyForSecrets(this, prefix, deployment.encryptionKey.key, { decrypt: ['key'] }),
      },
      callsEmnify: false,
    });
    acknowledgeSecretForms(this, prefix, ['key']);
  }
}
