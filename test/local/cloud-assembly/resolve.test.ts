import { describe, expect, test } from 'vitest';
import { Resolver } from '../../../local/cloud-assembly/resolve.ts';
import { Template } from '../../../local/cloud-assembly/template.ts';

/** As `Fn::Sub` has it. */
const named = (name: string) => `\${${name}}`;

const template = Template.parse({
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': `${named('AWS::StackName')}-letters` } } },
    Role: { Type: 'AWS::IAM::Role' },
    Function: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'rotate' } },
    Bucket: { Type: 'AWS::S3::Bucket' },
  },
});
const resolver = new Resolver(template, { account: '111122223333', region: 'eu-central-1', stackName: 'mfa' });

describe('a value of a template', () => {
  test.each([
    ['a pseudo parameter', { Ref: 'AWS::AccountId' }, '111122223333'],
    ['a named resource', { Ref: 'Function' }, 'rotate'],
    [
      'a resource that CloudFormation names',
      { 'Fn::GetAtt': ['Role', 'Arn'] },
      'arn:aws:iam::111122223333:role/mfa-Role',
    ],
    [
      'an attribute by its short form',
      { 'Fn::GetAtt': 'Queue.Arn' },
      'arn:aws:sqs:eu-central-1:111122223333:mfa-letters',
    ],
    ['a joined text', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] }, 'a-eu-central-1'],
    [
      'a substitution',
      { 'Fn::Sub': `${named('Function')}.${named('Queue.Arn')}.${named('!literal')}` },
      /^rotate\.arn:aws:sqs:.*\.\$\{literal\}$/,
    ],
    ['a substitution with values of its own', { 'Fn::Sub': [named('Who'), { Who: { Ref: 'AWS::Partition' } }] }, 'aws'],
  ])('%s is worked out', (_, value, expected) => {
    expect(resolver.text(value)).toMatch(expected);
  });

  test('without functions stays as it is, and functions deep inside are worked out', () => {
    const value = { on: true, many: [1, null, { Region: { Ref: 'AWS::Region' } }] };
    expect(resolver.resolve(value)).toEqual({ on: true, many: [1, null, { Region: 'eu-central-1' }] });
  });
});

describe('what is not known is refused, never guessed', () => {
  test.each([
    [
      'a function',
      { 'Fn::ImportValue': 'other' },
      /Fn::ImportValue is an intrinsic function that the embedded stack does not/,
    ],
    ['a parameter', { Ref: 'BootstrapVersion' }, /BootstrapVersion: the template has no such resource or parameter/],
    ['an attribute', { 'Fn::GetAtt': ['Queue', 'Depth'] }, /Queue: nothing is known of its attribute Depth/],
    ['a type of resource', { Ref: 'Bucket' }, /Bucket: nothing is known of what AWS::S3::Bucket answers/],
    ['a resource inside a substitution', { 'Fn::Sub': named('Nobody') }, /Nobody: the template has no such/],
  ])('%s', (_, value, message) => {
    expect(() => resolver.resolve(value)).toThrow(message);
  });
});
