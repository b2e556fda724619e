import { CfnOutput, Stack, Tags, Validations } from 'aws-cdk-lib';
import { CfnEIP, CfnFlowLog, CfnSecurityGroup, IpAddresses, NatProvider, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { EncryptedLogGroup } from './encrypted-log-group.ts';
import type { EncryptionKey } from './encryption-key.ts';

export interface StaticEgressProps {
  /** What the names of its resources begin with. */
  readonly name: string;
  readonly encryptionKey: EncryptionKey;
  readonly logRetention: RetentionDays;
}

const NETWORK_INTERFACE_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * One public address from which functions reach emnify, so that application tokens can be bound to it: private subnets in two
 * zones behind one NAT gateway with an Elastic IP. A gateway per zone would mean an address per zone.
 */
export class StaticEgress extends Construct {
  /** Where a function has to be, as its `VpcConfig` says it. */
  readonly vpcConfig: { readonly subnetIds: string[]; readonly securityGroupIds: string[] };

  constructor(scope: Construct, id: string, { name, encryptionKey, logRetention }: StaticEgressProps) {
    super(scope, id);
    const address = new CfnEIP(this, 'Address', { domain: 'vpc' });
    const vpc = new Vpc(this, 'Vpc', {
      vpcName: name,
      ipAddresses: IpAddresses.cidr('10.0.0.0/24'),
      maxAzs: 2,
      natGateways: 1,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
      subnetConfiguration: [
        { name: 'Gateway', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
        { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 26 },
      ],
    });
    // L1, since the types of the L2 do not take its own Vpc under exactOptionalPropertyTypes.
    const securityGroup = new CfnSecurityGroup(this, 'SecurityGroup', {
      vpcId: vpc.vpcId,
      groupDescription: 'Functions that talk to emnify: HTTPS out, nothing in',
      securityGroupEgress: [
        { ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: '0.0.0.0/0', description: 'emnify and AWS' },
      ],
    });
    const { subnetIds } = vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS });
    this.vpcConfig = { subnetIds, securityGroupIds: [securityGroup.attrGroupId] };
    this.#logFlows(vpc, { name, encryptionKey, logRetention });
    Tags.of(address).add('Name', name);
    new CfnOutput(Stack.of(this), 'EgressAddress', {
      value: address.attrPublicIp,
      description: 'Address from which the functions reach emnify: bind application tokens to it, as <address>/32',
    });
  }

  /**
   * Lets Lambda, and not the function's code, keep the network interfaces of this function; for the construct `scope`.
   * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
   */
  keepNetworkInterfaces(scope: Construct, functionArn: string): PolicyDocument {
    Validations.of(scope).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Lambda requires these rights on all resources for a function in a VPC; the code itself is denied them.',
    });
    const statement = { actions: NETWORK_INTERFACE_ACTIONS, resources: ['*'] };
    return new PolicyDocument({
      statements: [
        new PolicyStatement(statement),
        new PolicyStatement({
          ...statement,
          effect: Effect.DENY,
          conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
        }),
      ],
    });
  }

  #logFlows(vpc: Vpc, { name, encryptionKey, logRetention: retention }: StaticEgressProps): void {
    const logGroupName = `/aws/vpc/${name}-flows`;
    const { logGroup } = new EncryptedLogGroup(this, 'FlowLogGroup', { logGroupName, encryptionKey, retention });
    const role = new Role(this, 'FlowLogRole', {
      description: `Writes the flow log of ${name}`,
      // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: {
        WriteLog: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
              resources: [logGroup.logGroupArn],
            }),
          ],
        }),
      },
    });
    new CfnFlowLog(this, 'FlowLog', {
      resourceType: 'VPC',
      resourceId: vpc.vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logGroupName,
      deliverLogsPermissionArn: role.roleArn,
    }).node.addDependency(logGroup);
  }
}
