import { validation } from './errors.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/**
 * One page of a list, in the order of the keys. The token names the last key shown, so that deletions between two pages
 * neither repeat nor skip an item.
 */
export function page<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  { MaxResults, NextToken }: { readonly MaxResults: number; readonly NextToken?: string | undefined },
): Page<T> {
  const after = NextToken === undefined ? '' : decode(NextToken);
  const rest = all.filter((item) => keyOf(item) > after).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const items = rest.slice(0, MaxResults);
  const last = items.at(-1);
  if (last === undefined || rest.length === items.length) return { items };
  return { items, nextToken: Buffer.from(`after:${keyOf(last)}`).toString('base64url') };
}

function decode(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('after:')) throw validation('The NextToken is not one that a list answered.');
  return text.slice('after:'.length);
}
