import * as z from 'zod';

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.object({ 'aws:cdk:path': z.string().optional() }).default({}),
});

/** A CloudFormation template as CDK writes it. What the embedded stack does not look at is left out. */
export const Template = z.object({ Resources: z.record(z.string(), Resource) });
export type Template = z.output<typeof Template>;
export type Resource = z.output<typeof Resource>;

/** The resources of one type, by logical id. */
export function resourcesOfType(template: Template, type: string): readonly (readonly [string, Resource])[] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** Where a resource stands in the CDK app, below the stack: `Schedules/Role`; its logical id where CDK wrote no path. */
export function pathOf([logicalId, { Metadata }]: readonly [string, Resource]): string {
  const path = Metadata['aws:cdk:path'];
  return path === undefined ? logicalId : path.replace(/^[^/]+\//, '').replace(/\/Resource$/, '');
}
