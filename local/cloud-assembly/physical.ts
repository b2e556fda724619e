import * as z from 'zod';

/** Where a template is deployed to, and under what name. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
}

/** What `Ref` and `Fn::GetAtt` give of a resource (CloudFormation template reference, "Return values" of each type). */
export interface Physical {
  readonly Ref: string;
  readonly [attribute: string]: string;
}

type Naming = (name: string, arn: (service: string, resource: string) => string, place: Place) => Physical;

/** By type: the property that names the resource, if there is one, and what can be asked of it. */
const TYPES: Readonly<Record<string, readonly [property: string | undefined, naming: Naming]>> = {
  'AWS::CloudWatch::Alarm': ['AlarmName', (Ref, arn) => ({ Ref, Arn: arn('cloudwatch', `alarm:${Ref}`) })],
  'AWS::IAM::Role': ['RoleName', (Ref, _, { account }) => ({ Ref, Arn: `arn:aws:iam::${account}:role/${Ref}` })],
  'AWS::KMS::Key': [undefined, (Ref, arn) => ({ Ref, Arn: arn('kms', `key/${Ref}`), KeyId: Ref })],
  'AWS::Lambda::Function': ['FunctionName', (Ref, arn) => ({ Ref, Arn: arn('lambda', `function:${Ref}`) })],
  'AWS::Logs::LogGroup': ['LogGroupName', (Ref, arn) => ({ Ref, Arn: arn('logs', `log-group:${Ref}:*`) })],
  'AWS::Scheduler::ScheduleGroup': ['Name', (Ref, arn) => ({ Ref, Arn: arn('scheduler', `schedule-group/${Ref}`) })],
  'AWS::SNS::Topic': ['TopicName', (name, arn) => ({ Ref: arn('sns', name), TopicArn: arn('sns', name) })],
  'AWS::SQS::Queue': [
    'QueueName',
    (name, arn, { account, region }) => ({
      Ref: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
      Arn: arn('sqs', name),
      QueueName: name,
    }),
  ],
};

/**
 * What stands for a resource of the template in the embedded account.
 * @param name the value of the property that names it, as far as the template says; else CloudFormation makes one up
 * @throws Error for a type that is not known here
 */
export function physical(type: string, logicalId: string, name: unknown, place: Place): Physical {
  const known = TYPES[type];
  if (known === undefined) throw new Error(`${logicalId}: nothing is known of what ${type} answers to Ref and GetAtt`);
  const arn = (service: string, resource: string) => `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
  return known[1](z.string().parse(name ?? `${place.stackName}-${logicalId}`), arn, place);
}

/** The property that names a resource of this type. */
export function namingProperty(type: string): string | undefined {
  return TYPES[type]?.[0];
}
