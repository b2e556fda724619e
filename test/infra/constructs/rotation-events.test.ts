import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { templateWith } from '../synthesise.ts';
import { account } from '../template.ts';

const template = templateWith();

const Joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });

/** The text of a policy that CloudFormation puts together, with its account and region as words. */
function policyText(): unknown {
  const [resource] = Object.values(template.findResources('AWS::Logs::ResourcePolicy'));
  const [, parts] = Joined.parse(resource?.['Properties'].PolicyDocument)['Fn::Join'];
  const Reference = z.object({ Ref: z.string() });
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : Reference.parse(part).Ref)).join(''));
}

test('the log of rotation events takes them from the rule of this deployment, and from no other account', () => {
  template.hasResourceProperties('AWS::Events::Rule', { Name: 'emnify-mfa-rotations', Targets: Match.anyValue() });
  expect(policyText()).toMatchObject({
    Statement: [
      {
        Condition: {
          StringEqualsIfExists: { 'aws:SourceAccount': account.Ref },
          ArnEqualsIfExists: {
            'aws:SourceArn': 'arn:AWS::Partition:events:AWS::Region:AWS::AccountId:rule/emnify-mfa-rotations',
          },
        },
      },
    ],
  });
});
