import { encryptLog, resourcePolicies, runAs, trust } from './grants.ts';
import type { Grant, Privilege } from './privilege.ts';
import { FLOW_LOG, functionNamed } from './resources.ts';
import { privileges } from './table.ts';

const CALL_EMNIFY = ['rotate-key', 'reconcile-user', 'enroll-user', 'offboard-user'] as const;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
const NETWORK_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

function keepNetworkInterfaces(name: string): readonly Privilege[] {
  const on = { actions: NETWORK_INTERFACES, on: ['*'] };
  const everyResource = 'Lambda demands it, and Describe calls know no resource';
  return [
    {
      ...on,
      why: 'is in the network with the one address',
      usedBy: 'the Lambda service, which keeps the network interfaces as the function',
      everyResource,
    },
    {
      ...on,
      effect: 'Deny',
      when: { ArnEquals: { 'lambda:SourceFunctionArn': [functionNamed(name)] } },
      why: "that is for Lambda: the function's own code must not",
      everyResource,
    },
  ];
}

/** What roles may do in a deployment with `staticEgress`. */
export const egressPrivileges: Readonly<Record<string, readonly Privilege[]>> = {
  ...privileges,
  ...Object.fromEntries(
    CALL_EMNIFY.map((name) => [name, [...(privileges[name] ?? []), ...keepNetworkInterfaces(name)]]),
  ),
  'StaticEgress/FlowLogRole': [
    {
      actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      on: [`${FLOW_LOG}:*`],
      why: 'what the network carries is on record',
      usedBy: 'VPC flow logs, as this role',
    },
  ],
};

export const egressTrust: Readonly<Record<string, readonly Grant[]>> = {
  ...trust,
  'StaticEgress/FlowLogRole': [
    {
      ...runAs('Service: vpc-flow-logs.amazonaws.com'),
      when: { StringEquals: { 'aws:SourceAccount': ['{account}'] } },
      why: 'the flow log is written as it, and no other account can make the service do so',
    },
  ],
};

export const egressResourcePolicies: Readonly<Record<string, readonly Grant[]>> = {
  ...resourcePolicies,
  'EncryptionKey/Key': [...(resourcePolicies['EncryptionKey/Key'] ?? []), encryptLog(FLOW_LOG)],
};
