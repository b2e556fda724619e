import { ACCOUNT, REGION } from '../../../local/account.ts';
import { Resolver } from '../../../local/cloud-assembly/resolve.ts';
import { pathOf, Template } from '../../../local/cloud-assembly/template.ts';
import { collectPolicies, type Policies } from '../../../local/iam/collect.ts';
import { templateWith } from '../synthesise.ts';

/** A deployment of the stack, as its template describes it. */
export interface Deployed {
  readonly template: Template;
  readonly policies: Policies;
  /** What the `{names}` of the table of privileges stand for. */
  readonly names: Readonly<Record<string, string>>;
}

const NAME = 'emnify-mfa';

/**
 * The template of a deployment with the default configuration and somebody who approves, with the paths of its resources.
 * @param others what is configured besides
 */
export function synthesised(others: Readonly<Record<string, unknown>> = {}): Template {
  const approvers = [`arn:aws:iam::${ACCOUNT}:role/Approver`];
  return Template.parse(templateWith({ 'aws:cdk:enable-path-metadata': true, approvers, ...others }).toJSON());
}

/** What a template gives when it is deployed; `template` may have been tampered with. */
export function deployed(template: Template): Deployed {
  const resolver = new Resolver(template, { account: ACCOUNT, region: REGION, stackName: `${NAME}-rotation` });
  const arnAt = (path: string) => {
    const found = Object.entries(template.Resources).find((entry) => pathOf(entry) === path);
    if (found === undefined) throw new Error(`expected the template to have ${path}`);
    return resolver.text({ 'Fn::GetAtt': [found[0], 'Arn'] });
  };
  const names = {
    account: ACCOUNT,
    region: REGION,
    prefix: NAME,
    name: NAME,
    encryptionKey: arnAt('EncryptionKey/Key'),
    schedulerRole: arnAt('Schedules/Role'),
  };
  return { template, policies: collectPolicies(template, resolver), names };
}

/** A function's name in the table: without what all names of the deployment begin with. */
export function shortName(name: string): string {
  return name.startsWith(`${NAME}-`) ? name.slice(NAME.length + 1) : name;
}
