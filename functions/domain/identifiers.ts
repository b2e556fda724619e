import * as z from 'zod/mini';

const slugForm = 'expected a slug of 1 to 63 characters: a-z, 0-9 and -, not beginning with -';

/** The operators' name for a user: a slug that is also a path segment of the secrets' names. */
export const UserSlug = z
  .string(slugForm)
  .check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, slugForm))
  .brand<'UserSlug'>();
export type UserSlug = z.infer<typeof UserSlug>;

const idForm = 'expected a positive whole number';

const safeId = z.number(idForm).check(z.refine((id) => Number.isSafeInteger(id) && id > 0, idForm));

/** Id of an emnify MFA key. emnify may send it as a JSON float (`717.0`), which is the same number. */
export const KeyId = safeId.brand<'KeyId'>();
export type KeyId = z.infer<typeof KeyId>;

/** Id of a trusted device at emnify. */
export const DeviceId = safeId.brand<'DeviceId'>();
export type DeviceId = z.infer<typeof DeviceId>;

/** Id of an emnify user. */
export const UserId = safeId.brand<'UserId'>();
export type UserId = z.infer<typeof UserId>;

const tokenForm = 'expected a ClientRequestToken of 32 to 64 characters';

/** Id of a Secrets Manager version: the ClientRequestToken that made it (32 to 64 characters). */
export const VersionId = z
  .string(tokenForm)
  .check(z.regex(/^[A-Za-z0-9_.-]{32,64}$/, tokenForm))
  .brand<'VersionId'>();
export type VersionId = z.infer<typeof VersionId>;
