import { ACCOUNT, functionArn, REGION } from '../account.ts';
import type { Resolver } from '../cloud-assembly/resolve.ts';
import { resourcesOfType, type Template } from '../cloud-assembly/template.ts';
import { collectPolicies, type Policies, type RolePolicies } from '../iam/collect.ts';
import { type IamRequest, isAllowed } from '../iam/evaluate.ts';
import { secretsManagerRequests } from '../iam/secrets-manager.ts';
import type { EmbeddedStack } from '../stack.ts';
import type { Step } from './document.ts';

/** IAM for executions: what the role of a document may do, by the template. */
export class Rights {
  readonly #template: Template;
  readonly #resolver: Resolver;
  readonly #policies: Policies;

  constructor(template: Template, resolver: Resolver) {
    this.#template = template;
    this.#resolver = resolver;
    this.#policies = collectPolicies(template, resolver);
  }

  /** @throws Error where the template has no such role, or Automation may not assume it */
  async assume(arn: string, executionId: string): Promise<RolePolicies> {
    const role = [...this.#policies.roles.values()].find((it) => it.arn === arn);
    if (role === undefined) throw new Error(`there is no role ${arn}`);
    const SourceArn = `arn:aws:ssm:${REGION}:${ACCOUNT}:automation-execution/${executionId}`;
    const context = { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': SourceArn };
    const asked = { action: 'sts:AssumeRole', resource: arn, context };
    const automation = { principal: 'ssm.amazonaws.com', identity: [] };
    if (!(await isAllowed(automation, asked, role.trust))) throw new Error(`${arn} does not trust Automation`);
    return role;
  }

  /** Whether IAM allows it to the role, or to what is left of it. */
  allows({ arn: principal, may: identity }: RolePolicies, asked: IamRequest): Promise<boolean> {
    const onResource = [...this.#policies.resources.values()].find(({ about }) => about === asked.resource);
    return isAllowed({ principal, identity }, asked, onResource?.statements);
  }

  /** What IAM is asked before a step is carried out with these inputs, their references resolved. */
  requests(stack: EmbeddedStack, step: Step): readonly IamRequest[] {
    switch (step.action) {
      case 'aws:invokeLambdaFunction': {
        const { FunctionName, Qualifier } = step.inputs;
        const resource = [functionArn(FunctionName), ...(Qualifier === undefined ? [] : [Qualifier])].join(':');
        return [{ action: 'lambda:InvokeFunction', resource, context: {} }];
      }
      case 'aws:executeAwsApi': {
        const { Service: _, Api, ...input } = step.inputs;
        return secretsManagerRequests(stack, Api, input);
      }
      case 'aws:approve':
        return this.#publishing(step.inputs.NotificationArn);
      case 'aws:branch':
      case 'aws:sleep':
        return [];
    }
  }

  /** SNS uses the topic's KMS key as the publisher: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
  #publishing(topicArn: string): readonly IamRequest[] {
    const topics = resourcesOfType(this.#template, 'AWS::SNS::Topic');
    const topic = topics.find(([id]) => this.#resolver.text({ Ref: id }) === topicArn);
    if (topic === undefined) throw new Error(`there is no topic ${topicArn}`);
    const key = this.#resolver.text(topic[1].Properties['KmsMasterKeyId']);
    const context = { 'kms:ViaService': `sns.${REGION}.amazonaws.com` };
    return [
      { action: 'sns:Publish', resource: topicArn, context: {} },
      ...['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => ({ action, resource: key, context })),
    ];
  }
}
