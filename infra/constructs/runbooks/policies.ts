import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { HOLD_TAG } from '../../../functions/domain/tag-names.ts';
import { allow } from '../allow.ts';
import { functionArn } from '../deployment.ts';
import { rotatedBy, secretArns, startRotation } from '../secret-policies.ts';
import type { Setting } from './definition.ts';

/** Invoke one function of the deployment. */
export function invoke({ scope, deployment }: Setting, folder: string): PolicyDocument {
  return allow(['lambda:InvokeFunction'], functionArn(scope, deployment, folder));
}

/** Start the rotation of a key secret as it is configured. */
export function requestRotation({ scope, deployment }: Setting): PolicyDocument {
  const keys = [secretArns(scope, deployment.configuration.prefix, 'key')];
  return new PolicyDocument({ statements: [startRotation(keys, functionArn(scope, deployment, 'rotate-key'))] });
}

/** Write the hold of an operator on a key secret, and no other. */
export function writeHold(setting: Setting): PolicyDocument {
  return onHold(setting, 'secretsmanager:TagResource', { [`aws:RequestTag/${HOLD_TAG}`]: 'operator' });
}

/** Take a hold off a key secret. */
export function removeHold(setting: Setting): PolicyDocument {
  return onHold(setting, 'secretsmanager:UntagResource', {});
}

function onHold({ scope, deployment }: Setting, action: string, equals: Readonly<Record<string, string>>) {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        actions: [action],
        resources: [secretArns(scope, deployment.configuration.prefix, 'key')],
        conditions: {
          StringEquals: { ...rotatedBy(functionArn(scope, deployment, 'rotate-key')), ...equals },
          'ForAllValues:StringEquals': { 'aws:TagKeys': [HOLD_TAG] },
          // ForAllValues is true of a request without tag keys.
          Null: { 'aws:TagKeys': 'false' },
        },
      }),
    ],
  });
}
