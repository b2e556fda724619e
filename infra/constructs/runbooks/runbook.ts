import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { Definition } from './definition.ts';

export interface RunbookProps {
  readonly deployment: Deployment;
  readonly definition: Definition;
}

/** A Systems Manager Automation document with a role of its own, which nobody who starts it can choose otherwise. */
export class Runbook extends Construct {
  constructor(scope: Construct, id: string, { deployment, definition }: RunbookProps) {
    super(scope, id);
    const { slug, description, parameters, steps, policies } = definition;
    const name = `${deployment.name}-${slug}`;
    const { account, region, partition } = Stack.of(this);
    const role = new Role(this, 'Role', {
      description: `Runs the document ${name}`,
      // https://docs.aws.amazon.com/systems-manager/latest/userguide/cross-service-confused-deputy-prevention.html
      assumedBy: new ServicePrincipal('ssm.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:ssm:${region}:${account}:automation-execution/*` },
        },
      }),
      inlinePolicies: policies,
    });
    new CfnDocument(this, 'Document', {
      name,
      documentType: 'Automation',
      // Replacing would take the document away from whoever is about to start it.
      updateMethod: 'NewVersion',
      content: { schemaVersion: '0.3', description, assumeRole: role.roleArn, parameters, mainSteps: steps },
    });
  }
}
