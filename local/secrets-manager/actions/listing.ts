import { defined, describe, identity, versionEntry, versionsToStages } from '../answers.ts';
import { SecretsManagerError, unsupported } from '../errors.ts';
import type { Input } from '../input.ts';
import { labelsOf, type SecretRecord } from '../record.ts';
import type { Context } from './context.ts';

type Filter = NonNullable<Input<'ListSecrets'>['Filters']>[number];

const PAGE = 100;

export function listSecrets({ store }: Context, input: Input<'ListSecrets'>) {
  if (input.SortBy !== undefined && input.SortBy !== 'name')
    throw unsupported(`ListSecrets with SortBy ${input.SortBy}`);
  if (input.SortOrder !== undefined && input.SortBy === undefined)
    throw unsupported('ListSecrets with SortOrder alone');
  const listed = store
    .records()
    .filter((record) => input.IncludePlannedDeletion === true || record.deletionAt === undefined)
    .filter((record) => (input.Filters ?? []).every((filter) => passes(record, filter)));
  if (input.SortBy === 'name') listed.sort((one, other) => (one.name < other.name ? -1 : 1));
  if (input.SortOrder === 'desc') listed.reverse();
  const { items, NextToken } = page(listed, 'secrets', input);
  return defined({
    SecretList: items.map((record) =>
      defined({ ...describe(record), SecretVersionsToStages: versionsToStages(record) }),
    ),
    NextToken,
  });
}

export function listSecretVersionIds({ store }: Context, input: Input<'ListSecretVersionIds'>) {
  const record = store.get(input.SecretId);
  const listed = [...record.versions.values()].filter(
    ({ id }) => input.IncludeDeprecated === true || labelsOf(record, id).length > 0,
  );
  const { items, NextToken } = page(listed, record.arn, input);
  return defined({ ...identity(record), Versions: items.map((version) => versionEntry(record, version)), NextToken });
}

/** Several values are alternatives, a leading `!` negates one. */
function passes(record: SecretRecord, { Key, Values }: Filter): boolean {
  const matches = matcher(record, Key);
  return Values.some((value) => (value.startsWith('!') ? !matches(value.slice(1)) : matches(value)));
}

function matcher(record: SecretRecord, key: Filter['Key']): (value: string) => boolean {
  switch (key) {
    case 'name':
      return (value) => record.name.startsWith(value);
    case 'description':
      return (value) =>
        words(value).every((word) => words(record.description ?? '').some((own) => own.startsWith(word)));
    case 'tag-key':
      return (value) => [...(record.tags ?? new Map()).keys()].some((own) => own.startsWith(value));
    case 'tag-value':
      return (value) => [...(record.tags ?? new Map<string, string>()).values()].some((own) => own.startsWith(value));
    case 'primary-region':
    case 'owning-service':
    case 'all':
      throw unsupported(`ListSecrets with a filter for ${key}`);
  }
}

function words(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** A NextToken says which list it goes on with, and where; any other is refused. */
function page<T>(
  list: readonly T[],
  of: string,
  {
    MaxResults = PAGE,
    NextToken,
  }: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
): { readonly items: readonly T[]; readonly NextToken: string | undefined } {
  const start = NextToken === undefined ? 0 : positionIn(NextToken, of);
  const end = start + MaxResults;
  return {
    items: list.slice(start, end),
    NextToken: end < list.length ? Buffer.from(`${of} ${end}`).toString('base64') : undefined,
  };
}

function positionIn(token: string, of: string): number {
  const [list, position] = Buffer.from(token, 'base64').toString().split(' ');
  if (list !== of || position === undefined || !/^\d+$/.test(position)) {
    throw new SecretsManagerError('InvalidNextTokenException', 'The NextToken value is invalid.');
  }
  return Number(position);
}
