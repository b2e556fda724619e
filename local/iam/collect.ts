import * as z from 'zod';
import type { Resolver } from '../cloud-assembly/resolve.ts';
import { pathOf, type Resource, resourcesOfType, type Template } from '../cloud-assembly/template.ts';
import { PolicyDocument, type Statement } from './statement.ts';

/** A role of the template: what it may do, and who may assume it. */
export interface RolePolicies {
  readonly arn: string;
  readonly may: readonly Statement[];
  readonly trust: readonly Statement[];
}

/** All that the template says about who may do what. */
export interface Policies {
  /** By name: the function's for the role of a function, else the role's path in the app. */
  readonly roles: ReadonlyMap<string, RolePolicies>;
  /** What resources allow others, by the resource's path in the app; a function's by its name. */
  readonly resources: ReadonlyMap<string, ResourcePolicy>;
}

interface ResourcePolicy {
  /** ARN of the resource that it is about. */
  readonly about: string;
  readonly statements: readonly Statement[];
}

const RoleProperties = z.object({
  AssumeRolePolicyDocument: PolicyDocument,
  Policies: z.array(z.object({ PolicyDocument })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
});
const Permission = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceAccount: z.string().optional(),
  SourceArn: z.string().optional(),
});

/** Types that hold or grant rights, and the property that does it. Any other type whose name says Policy is refused. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::Logs::ResourcePolicy': 'PolicyDocument',
};

/** @throws Error where the template grants rights in a way that is not known here */
export function collectPolicies(template: Template, resolver: Resolver): Policies {
  refuseUnknown(template);
  const functionOf = new Map(
    resourcesOfType(template, 'AWS::Lambda::Function').map(([, { Properties }]) => [
      resolver.text(Properties['Role']),
      resolver.text(Properties['FunctionName']),
    ]),
  );
  const roles = resourcesOfType(template, 'AWS::IAM::Role').map((entry) => {
    const arn = resolver.text({ 'Fn::GetAtt': [entry[0], 'Arn'] });
    return [functionOf.get(arn) ?? pathOf(entry), { arn, ...rolePolicies(entry, resolver) }] as const;
  });
  const documents = Object.entries(DOCUMENTS).flatMap(([type, property]) =>
    resourcesOfType(template, type).map((entry) => {
      const { Statement: statements } = PolicyDocument.parse(document(resolver.resolve(entry[1].Properties[property])));
      // A key's policy is its own; that of a queue or topic names what it is about in its statements.
      const own = type === 'AWS::KMS::Key' ? resolver.text({ 'Fn::GetAtt': [entry[0], 'Arn'] }) : undefined;
      return [pathOf(entry), { about: own ?? statements[0]?.Resource?.[0] ?? '', statements }] as const;
    }),
  );
  return { roles: new Map(roles), resources: new Map([...documents, ...permissions(template, resolver)]) };
}

/** CloudWatch Logs takes a policy as a text. */
function document(stated: unknown): unknown {
  return typeof stated === 'string' ? JSON.parse(stated) : stated;
}

function rolePolicies([logicalId, { Properties }]: readonly [string, Resource], resolver: Resolver) {
  const { AssumeRolePolicyDocument, Policies, ManagedPolicyArns } = RoleProperties.parse(resolver.resolve(Properties));
  if (ManagedPolicyArns.length > 0) throw new Error(`${logicalId}: expected policies of its own, got managed ones`);
  return {
    may: Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    trust: AssumeRolePolicyDocument.Statement,
  };
}

/** A function's resource policy: one statement for each permission (Lambda API reference, AddPermission). */
function permissions(template: Template, resolver: Resolver): ReadonlyMap<string, ResourcePolicy> {
  const byFunction = new Map<string, ResourcePolicy>();
  for (const [, { Properties }] of resourcesOfType(template, 'AWS::Lambda::Permission')) {
    const { Action, FunctionName, Principal, SourceAccount, SourceArn } = Permission.parse(
      resolver.resolve(Properties),
    );
    const name = FunctionName.split(':').at(-1) ?? FunctionName;
    const Condition = {
      ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': [SourceAccount] } }),
      ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': [SourceArn] } }),
    };
    const statement: Statement = {
      Effect: 'Allow',
      Action: [Action],
      Resource: [FunctionName],
      Principal: Principal === '*' ? '*' : { [/\.amazonaws\.com$/.test(Principal) ? 'Service' : 'AWS']: [Principal] },
      ...(Object.keys(Condition).length === 0 ? {} : { Condition }),
    };
    const statements = [...(byFunction.get(name)?.statements ?? []), statement];
    byFunction.set(name, { about: FunctionName, statements });
  }
  return byFunction;
}

function refuseUnknown(template: Template): void {
  for (const [logicalId, { Type }] of Object.entries(template.Resources)) {
    if (/Policy$|Permissions?$|::Grant$/.test(Type) && !(Type in DOCUMENTS) && Type !== 'AWS::Lambda::Permission') {
      throw new Error(
        `${logicalId}: ${Type} grants rights that are not looked at; write them into the role or teach it`,
      );
    }
  }
}
