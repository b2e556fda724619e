import type { Condition, Grant, Privilege } from '../../../infra/privileges/privilege.ts';
import type { Statement } from '../../../local/iam/statement.ts';

/** What a statement comes to: one line for each action on each resource, to compare and to read. */
export function linesOf({ Effect, Principal, Action, Resource = ['-'], Condition }: Statement): string[] {
  return principals(Principal).flatMap((who) =>
    Action.flatMap((action) =>
      Resource.map((resource) => `${who}${Effect} ${action} on ${resource}${when(Condition ?? {})}`),
    ),
  );
}

/** The same lines, as a row of the table says them. */
export function linesOfRow(row: Privilege | Grant, names: Readonly<Record<string, string>>): string[] {
  const who = 'to' in row ? { [row.to.split(': ', 1).join()]: [row.to.replace(/^\w+: /, '')] } : undefined;
  const statement: Statement = {
    Effect: 'effect' in row ? (row.effect ?? 'Allow') : 'Allow',
    Principal: who,
    Action: [...row.actions],
    Resource: row.on === undefined ? undefined : [...row.on],
    Condition: row.when === undefined ? undefined : mutable(row.when),
  };
  return linesOf(statement).map((line) => filled(line, names));
}

/** @throws Error for a name that no deployment gives a meaning to */
function filled(text: string, names: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = names[name];
    if (value === undefined) throw new Error(`the table names {${name}}, which nothing gives a meaning to`);
    return value;
  });
}

function principals(principal: Statement['Principal']): string[] {
  if (principal === undefined) return [''];
  if (principal === '*') return ['AWS: * '];
  return Object.entries(principal).flatMap(([kind, names]) => names.map((name) => `${kind}: ${name} `));
}

function when(condition: NonNullable<Statement['Condition']>): string {
  const parts = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${operator} ${key} = ${[...values].sort().join(', ')}`),
  );
  return parts.length === 0 ? '' : ` when ${parts.sort().join(' and ')}`;
}

function mutable(condition: Condition): NonNullable<Statement['Condition']> {
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, [...values]])),
    ]),
  );
}
