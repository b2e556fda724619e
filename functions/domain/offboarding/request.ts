import * as z from 'zod/mini';
import { InvalidInput } from '../errors.ts';
import { KeyId, UserSlug } from '../identifiers.ts';
import { describeIssues } from '../secret-values.ts';

const RequestJson = z.strictObject({
  user: UserSlug,
  deleteKeys: z._default(z.boolean('expected true or false'), false),
});
export type OffboardingRequest = z.output<typeof RequestJson>;

/** What `offboard-user` answers: what is no longer there, whether this call removed it or an earlier one. */
export const OffboardingAnswer = z.strictObject({
  user: UserSlug,
  /** Names of the schedules that this call deleted. */
  schedules: z.array(z.string()),
  keys: z.strictObject({
    /** Managed keys that emnify no longer has. */
    deleted: z.array(KeyId),
    /** Managed keys that were left as they are, since `deleteKeys` was not asked for. */
    left: z.array(KeyId),
    /** With `deleteKeys`: other keys that emnify shows and that nothing here manages; absent where it shows no list. */
    unmanaged: z.optional(z.array(KeyId)),
  }),
  /** Both await deletion; until then RestoreSecret brings them back with their values. Absent: there was none. */
  secrets: z.array(z.strictObject({ name: z.string(), recoverableUntil: z.iso.datetime() })),
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
