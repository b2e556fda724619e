import * as z from 'zod/mini';
import { InvalidInput } from '../errors.ts';
import { KeyId, UserSlug } from '../identifiers.ts';
import { describeIssues } from '../secret-values.ts';

const RequestJson = z.strictObject({
  user: UserSlug,
  deleteKeys: z._default(z.boolean('expected true or false'), false),
});
export type OffboardingRequest = z.output<typeof RequestJson>;

/** What `offboard-user` answers. */
export const OffboardingAnswer = z.strictObject({
  user: UserSlug,
  /** Whether this call turned rotation off; false where it was off already. */
  rotationCancelled: z.boolean(),
  /** Names of the schedules that this call deleted. */
  schedules: z.array(z.string()),
  keys: z.strictObject({
    /** Managed keys that emnify no longer has, deleted by this call. */
    deleted: z.array(KeyId),
    /** Managed keys that were left as they are; absent where the key secret awaited deletion already and cannot be read. */
    left: z.optional(z.array(KeyId)),
    /**
     * With `deleteKeys`: keys that emnify shows still, all of them unmanaged; absent where it shows no list. Without any active
     * key the account signs in with its password alone.
     */
    remaining: z.optional(z.array(KeyId)),
  }),
  /** Await deletion; until then RestoreSecret brings them back with their values. The date is absent where an earlier call asked. */
  secrets: z.array(z.strictObject({ name: z.string(), recoverableUntil: z.optional(z.iso.datetime()) })),
});
export type OffboardingAnswer = z.output<typeof OffboardingAnswer>;

/** @throws InvalidInput naming every member at fault. */
export function parseOffboardingRequest(event: unknown): OffboardingRequest {
  const result = RequestJson.safeParse(event);
  if (result.success) return result.data;
  throw new InvalidInput(
    `offboarding request: ${describeIssues(result.error)}; expected {"user": "<slug>", "deleteKeys"?: boolean}`,
  );
}
