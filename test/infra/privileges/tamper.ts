import * as z from 'zod';
import { pathOf, type Resource, type Template } from '../../../local/cloud-assembly/template.ts';

/** A change of the template that its authors may make without noticing what it grants or takes. */
export interface Tampering {
  readonly what: string;
  readonly template: Template;
}

const Statements = z.array(z.record(z.string(), z.unknown()));
type Found = { readonly in: string; readonly statement: Record<string, unknown>; readonly list: unknown[] };

/** Every statement of every policy, taken away. */
export function removals(template: Template): readonly Tampering[] {
  return statementsIn(template).map(({ in: holder }, index) => ({
    what: `${holder}: statement ${index} removed`,
    template: changed(template, index, ({ list, statement }) => list.splice(list.indexOf(statement), 1)),
  }));
}

/** Every statement of every policy, made wider: any action, any action of the service, any resource, any circumstance, anybody. */
export function widenings(template: Template): readonly Tampering[] {
  return statementsIn(template).flatMap(({ in: holder, statement }, index) => {
    const action = z
      .union([z.string(), z.array(z.string()).transform(([first = '']) => first)])
      .parse(statement['Action']);
    const wider: readonly (readonly [string, unknown])[] = [
      ['Action', '*'],
      ['Action', `${action.split(':')[0]}:*`],
      ['Resource', '*'],
      // Of a statement that denies, everybody is who it is for already.
      ...(statement['Effect'] === 'Deny' ? [] : [['Principal', '*'] as const]),
      ['Condition', undefined],
    ];
    return wider
      .filter(
        ([element, value]) => element in statement && JSON.stringify(statement[element]) !== JSON.stringify(value),
      )
      .map(([element, value]) => ({
        what: `${holder}: statement ${index} with ${element} ${value === undefined ? 'removed' : String(value)}`,
        template: changed(template, index, (found) => {
          if (value === undefined) delete found.statement[element];
          else found.statement[element] = value;
        }),
      }));
  });
}

/** The permissions of functions, which are resources of their own: each taken away, and given to any account and to anybody. */
export function permissionChanges(template: Template): readonly Tampering[] {
  const permissions = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Permission');
  return permissions.flatMap(([logicalId, { Properties }]) => {
    const without = (name: string) => Object.fromEntries(Object.entries(Properties).filter(([key]) => key !== name));
    const variants: readonly (readonly [string, Resource['Properties'] | undefined])[] = [
      ['removed', undefined],
      ['for any account', without('SourceAccount')],
      ['for anybody', { ...Properties, Principal: '*' }],
      ['for any call', { ...Properties, Action: 'lambda:*' }],
    ];
    return variants.map(([what, changedProperties]) => {
      const copy = structuredClone(template);
      const resource = copy.Resources[logicalId];
      if (changedProperties === undefined) delete copy.Resources[logicalId];
      else if (resource !== undefined) resource.Properties = changedProperties;
      return { what: `${logicalId} ${what}`, template: copy };
    });
  });
}

function changed(template: Template, index: number, change: (found: Found) => unknown): Template {
  const copy = structuredClone(template);
  const found = statementsIn(copy)[index];
  if (found === undefined) throw new Error(`expected a statement ${index}`);
  change(found);
  return copy;
}

function statementsIn(template: Template): readonly Found[] {
  return Object.entries(template.Resources).flatMap((entry) => [...search(entry[1].Properties, pathOf(entry))]);
}

/** Wherever the template says `Statement`, in an order that is the same for a copy. */
function* search(value: unknown, holder: string): Generator<Found> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === 'Statement' && Array.isArray(item)) {
      Statements.parse(item);
      for (const statement of item) yield { in: holder, statement, list: item };
    } else {
      yield* search(item, holder);
    }
  }
}
