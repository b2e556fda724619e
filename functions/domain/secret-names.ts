import { InvalidInput } from './errors.ts';
import { UserSlug } from './identifiers.ts';

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
