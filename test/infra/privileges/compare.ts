import { resourcePolicies, trust } from '../../../infra/privileges/grants.ts';
import type { Grant, Privilege } from '../../../infra/privileges/privilege.ts';
import { egressPrivileges, egressResourcePolicies, egressTrust } from '../../../infra/privileges/static-egress.ts';
import { privileges } from '../../../infra/privileges/table.ts';
import type { Statement } from '../../../local/iam/statement.ts';
import { type Deployed, shortName } from './deployed.ts';
import { linesOf, linesOfRow } from './lines.ts';

type Rows = Readonly<Record<string, readonly (Privilege | Grant)[]>>;
type Statements = Iterable<readonly [string, readonly Statement[]]>;

interface Tables {
  readonly privileges: Rows;
  readonly trust: Rows;
  readonly resourcePolicies: Rows;
}

export const AS_IT_COMES: Tables = { privileges, trust, resourcePolicies };
export const WITH_STATIC_EGRESS: Tables = {
  privileges: egressPrivileges,
  trust: egressTrust,
  resourcePolicies: egressResourcePolicies,
};

/** Where the template and the table of privileges differ, one sentence each; none where they say the same. */
export function differences({ policies, names }: Deployed, tables = AS_IT_COMES): string[] {
  const roles = [...policies.roles];
  return [
    ...compare(
      'may',
      tables.privileges,
      roles.map(([name, { may }]) => [name, may] as const),
      names,
    ),
    ...compare(
      'may be assumed by',
      tables.trust,
      roles.map((role) => [role[0], role[1].trust] as const),
      names,
    ),
    ...compare(
      'lets',
      tables.resourcePolicies,
      [...policies.resources].map(([name, { statements }]) => [name, statements] as const),
      names,
    ),
  ];
}

function compare(verb: string, table: Rows, statements: Statements, names: Readonly<Record<string, string>>): string[] {
  const deployed = new Map([...statements].map(([holder, held]) => [shortName(holder), held.flatMap(linesOf)]));
  const holders = new Set([...Object.keys(table), ...deployed.keys()]);
  return [...holders].flatMap((holder) => {
    const has = new Set(deployed.get(holder) ?? []);
    const should = new Set((table[holder] ?? []).flatMap((row) => linesOfRow(row, names)));
    return [
      ...[...has.difference(should)].map((line) => `${holder} ${verb}, and the table has no row for it: ${line}`),
      ...[...should.difference(has)].map((line) => `${holder} ${verb}, by the table and not by the template: ${line}`),
    ];
  });
}
