import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** A policy of one statement without conditions. */
export function allow(actions: string[], resource: string): PolicyDocument {
  return new PolicyDocument({ statements: [new PolicyStatement({ actions, resources: [resource] })] });
}
