import { InvalidInput, OperatorNeeded } from './errors.ts';
import { UserSlug } from './identifiers.ts';
import type { SecretDescription, SecretStore } from './ports.ts';
import { SecretMissing } from './store-errors.ts';

/** The tag `app` of every secret of the product. */
export const APP = 'emnify-mfa-rotation';

/** The names of a user's two secrets under `prefix`. */
export function secretNames(prefix: string, user: UserSlug): { readonly credentials: string; readonly key: string } {
  return { credentials: `${prefix}/${user}/credentials`, key: `${prefix}/${user}/key` };
}

/**
 * The user whose key secret `secretId` names: its name or its full ARN, which ends in a hyphen and six characters.
 * @throws InvalidInput where it is not the key secret of a user under `prefix`.
 */
export function userOfKeySecret(prefix: string, secretId: string): UserSlug {
  const name =
    /^arn:[a-z-]{1,30}:secretsmanager:[a-z0-9-]{1,30}:\d{12}:secret:(.+)-[A-Za-z0-9]{6}$/.exec(secretId)?.[1] ??
    secretId;
  const [before, after] = [`${prefix}/`, '/key'];
  if (name.startsWith(before) && name.endsWith(after)) {
    const user = UserSlug.safeParse(name.slice(before.length, -after.length));
    if (user.success) return user.data;
  }
  throw new InvalidInput(
    `expected SecretId to name a key secret ${before}<user>${after}, got ${JSON.stringify(secretId.slice(0, 200))}; ` +
      'rotate only secrets that `emnify-mfa enroll` created, or correct SECRET_PREFIX',
  );
}

/** The tags that both secrets of a user carry. */
export function secretTags(user: UserSlug): ReadonlyMap<string, string> {
  return new Map([
    ['app', APP],
    ['emnify-mfa:user', user],
  ]);
}

/**
 * The secret as AWS describes it; undefined where there is none.
 * @throws OperatorNeeded where it does not carry this user's tags: a name alone does not make a secret ours
 */
export async function findSecret(
  store: Pick<SecretStore, 'describe'>,
  name: string,
  user: UserSlug,
): Promise<SecretDescription | undefined> {
  const found = await store.describe(name).catch((error: unknown) => {
    if (error instanceof SecretMissing) return undefined;
    throw error;
  });
  const expected = [...secretTags(user)];
  if (found === undefined || expected.every(([key, value]) => found.tags.get(key) === value)) return found;
  throw new OperatorNeeded(
    `${name}: expected the tags ${expected.map(([key, value]) => `${key}=${value}`).join(' and ')}, and they are not there: ` +
      'nothing was changed. Use another user name, or tag the secret if it was made for this user',
  );
}
