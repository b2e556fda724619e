import { Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { appWith } from './synthesise.ts';

function checked(context: Readonly<Record<string, unknown>>) {
  const app = appWith({ 'aws:cdk:bundling-stacks': [], ...context });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

describe.each([
  ['as it comes', {}],
  [
    'with every choice made otherwise',
    {
      staticEgress: true,
      alarmAddress: 'security@example.com',
      prefix: 'a-b',
      approvers: 'arn:aws:iam::111122223333:role/Approver',
    },
  ],
])('%s', (_, context) => {
  test("AWS Solutions checks and CDK's own validation find nothing that is not acknowledged", () => {
    expect(() => checked(context).synth()).not.toThrow();
  });
});

test('AWS Solutions checks find what is wrong', () => {
  const app = checked({});
  new Queue(app.node.findChild('Rotation'), 'Careless');
  expect(() => app.synth()).toThrow();
});
