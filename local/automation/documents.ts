import * as z from 'zod';
import type { Resolver } from '../cloud-assembly/resolve.ts';
import { resourcesOfType, type Template } from '../cloud-assembly/template.ts';
import { AutomationDocument } from './document.ts';
import { referencesIn } from './references.ts';

const Properties = z.strictObject({
  Name: z.string(),
  DocumentType: z.literal('Automation'),
  UpdateMethod: z.literal('NewVersion'),
  Content: AutomationDocument,
  Tags: z.unknown(),
});

/**
 * The Automation documents of a template, by name.
 * @throws Error where one says what is not known here, branches to a step that is not there, or refers to nothing
 */
export function documentsOf(template: Template, resolver: Resolver): ReadonlyMap<string, AutomationDocument> {
  const documents = resourcesOfType(template, 'AWS::SSM::Document').map(([, resource]) => {
    const { Name, Content } = Properties.parse(resolver.resolve(resource.Properties));
    checkWhole(Name, Content);
    return [Name, Content] as const;
  });
  return new Map(documents);
}

function checkWhole(name: string, { mainSteps, parameters }: AutomationDocument): void {
  const names = new Set(mainSteps.map((step) => step.name));
  if (names.size < mainSteps.length) throw new Error(`${name}: expected steps of different names`);
  for (const { name: step, action, inputs } of mainSteps) {
    const targets = action === 'aws:branch' ? [...inputs.Choices.map((it) => it.NextStep), inputs.Default] : [];
    for (const target of targets) {
      if (!names.has(target)) throw new Error(`${name}: ${step} goes on with ${target}, which is no step`);
    }
    for (const reference of referencesIn(inputs)) {
      if (reference !== 'automation:EXECUTION_ID' && !Object.hasOwn(parameters, reference)) {
        throw new Error(`${name}: ${step} refers to ${reference}, which is no parameter`);
      }
    }
  }
}
