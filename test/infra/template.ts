import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';

export const account = { Ref: 'AWS::AccountId' };
export const region = { Ref: 'AWS::Region' };

/** An ARN of the stack's own account and region, as the template joins it. */
export function arn(service: string, rest: string) {
  return {
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, region, ':', account, `:${rest}`]],
  };
}

/** The ARN of a function of the default deployment. */
export const functionArn = (folder: string) => arn('lambda', `function:emnify-mfa-${folder}`);

const Policies = z.array(
  z.object({
    PolicyName: z.string(),
    PolicyDocument: z.object({ Statement: z.array(z.record(z.string(), z.unknown())) }),
  }),
);

/** The policies of the role of this function, by their names. */
export function policies(template: Template, folder: string) {
  const roles = Object.values(template.findResources('AWS::IAM::Role'));
  const role = roles.find(({ Properties }) => Properties.Description === `Runs emnify-mfa-${folder}`);
  return new Map(
    Policies.parse(role?.['Properties'].Policies).map(({ PolicyName, PolicyDocument }) => [
      PolicyName,
      PolicyDocument.Statement,
    ]),
  );
}

/** The logical id of the one resource of this type whose id matches. */
export function logicalId(template: Template, type: string, id = /./) {
  const [found, ...others] = Object.keys(template.findResources(type)).filter((name) => id.test(name));
  if (found === undefined || others.length > 0) throw new Error(`expected one ${type} with an id like ${id}`);
  return found;
}

/** The ARN of the one resource of this type whose id matches. */
export function attribute(template: Template, type: string, id = /./) {
  return { 'Fn::GetAtt': [logicalId(template, type, id), 'Arn'] };
}

/** The logical id of the log group of this name. */
export function logGroup(template: Template, name: string) {
  const groups = Object.entries(template.findResources('AWS::Logs::LogGroup'));
  return groups.find(([, { Properties }]) => Properties.LogGroupName === name)?.[0];
}

/** The folders of all functions in the template. */
export function folders(template: Template): readonly string[] {
  return Object.values(template.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => z.string().parse(Properties.FunctionName).replace('emnify-mfa-', ''))
    .toSorted();
}
