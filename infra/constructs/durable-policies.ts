import { Validations } from 'aws-cdk-lib';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { allow } from './allow.ts';
import { type Deployment, functionArn, functionName } from './deployment.ts';

/**
 * Keep and read the checkpoints of its own executions, whose ARNs begin with that of a version of the function.
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-security.html
 */
export function keepCheckpoints(scope: Construct, deployment: Deployment, folder: string): PolicyDocument {
  const name = functionName(deployment, folder);
  Validations.of(scope).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:${name}:*]`,
    reason: 'Each deployment makes a version of the function, and each run an execution of it.',
  });
  return allow(
    ['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'],
    `${functionArn(scope, deployment, folder)}:*`,
  );
}
