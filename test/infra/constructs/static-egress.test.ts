import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { templateWith } from '../synthesise.ts';
import { folders, functionArn, logicalId, policies } from '../template.ts';

const template = templateWith({ staticEgress: 'true' });
const callEmnify = ['enroll-user', 'offboard-user', 'reconcile-user', 'rotate-key'];

test('without static egress there is no network to look after', () => {
  templateWith().resourceCountIs('AWS::EC2::VPC', 0);
  templateWith().allResourcesProperties('AWS::Lambda::Function', { VpcConfig: Match.absent() });
});

test('all traffic leaves through one gateway with one address, which is an output', () => {
  template.resourceCountIs('AWS::EC2::NatGateway', 1);
  template.resourceCountIs('AWS::EC2::EIP', 1);
  const address = logicalId(template, 'AWS::EC2::EIP');
  template.hasResourceProperties('AWS::EC2::NatGateway', { AllocationId: { 'Fn::GetAtt': [address, 'AllocationId'] } });
  template.hasOutput('*', { Value: { 'Fn::GetAtt': [address, 'PublicIp'] } });
});

test('nothing reaches the functions, and they reach nothing but HTTPS', () => {
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: Match.absent(),
    SecurityGroupEgress: [Match.objectLike({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' })],
  });
});

test('what the network carries is on record', () => {
  template.hasResourceProperties('AWS::EC2::FlowLog', {
    ResourceId: { Ref: logicalId(template, 'AWS::EC2::VPC') },
    TrafficType: 'ALL',
    LogGroupName: '/aws/vpc/emnify-mfa-flows',
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/aws/vpc/emnify-mfa-flows' });
});

test.each(folders(template))('%s is in the network if it calls emnify, and only then', (folder) => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: `emnify-mfa-${folder}`,
    VpcConfig: callEmnify.includes(folder)
      ? {
          SecurityGroupIds: [{ 'Fn::GetAtt': [logicalId(template, 'AWS::EC2::SecurityGroup'), 'GroupId'] }],
          SubnetIds: [Match.anyValue(), Match.anyValue()],
        }
      : Match.absent(),
  });
});

test.each(folders(template).filter((folder) => callEmnify.includes(folder)))(
  'Lambda keeps the network interfaces of %s, and its code cannot',
  (folder) => {
    const [allowed, denied, ...rest] = policies(template, folder).get('KeepNetworkInterfaces') ?? [];
    expect(allowed).toMatchObject({ Effect: 'Allow', Resource: '*' });
    expect(denied).toEqual({
      ...allowed,
      Effect: 'Deny',
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn(folder) } },
    });
    expect(rest).toEqual([]);
  },
);
