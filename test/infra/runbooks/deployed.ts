import { ACCOUNT, REGION } from '../../../local/account.ts';
import { documentsOf } from '../../../local/automation/documents.ts';
import { Resolver } from '../../../local/cloud-assembly/resolve.ts';
import { Template } from '../../../local/cloud-assembly/template.ts';
import { templateWith } from '../synthesise.ts';

/** Somebody who may approve. */
const APPROVER = `arn:aws:iam::${ACCOUNT}:role/Approver`;

/** The documents of a deployment with this context, read from its template. */
export function deployedDocuments(context: Readonly<Record<string, unknown>> = { approvers: APPROVER }) {
  const paths = { 'aws:cdk:enable-path-metadata': true };
  const template = Template.parse(templateWith({ ...paths, ...context }).toJSON());
  const resolver = new Resolver(template, { account: ACCOUNT, region: REGION, stackName: 'emnify-mfa-rotation' });
  const documents = documentsOf(template, resolver);
  const bySlug = new Map([...documents].map(([name, document]) => [name.replace('emnify-mfa-', ''), document]));
  return { template, resolver, documents: bySlug };
}
