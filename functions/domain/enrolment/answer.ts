import * as z from 'zod/mini';
import { KeyId, UserId, UserSlug } from '../identifiers.ts';
import { RotationSchedule } from './rotation-schedule.ts';

const ExistingKey = z.strictObject({
  id: KeyId,
  createdAt: z.optional(z.iso.datetime()),
  activatedAt: z.optional(z.iso.datetime()),
});

/** What was found out before anything was changed; every check passed. */
const Checks = z.strictObject({
  userId: UserId,
  username: z.string(),
  /** emnify's clock against AWS's, seconds. */
  clockSkewSeconds: z.number(),
  /** Active keys that nothing here manages and that are not taken over; absent where emnify shows no key at all. */
  unmanagedKeys: z.optional(z.array(ExistingKey)),
});

/** What `enroll-user` answers. */
export const EnrolmentAnswer = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('enrolled'),
    user: UserSlug,
    checks: Checks,
    keySecretArn: z.string(),
    /** Keys that the first rotation supersedes. */
    takeOver: z.array(KeyId),
    schedule: RotationSchedule,
    /** Whether a rotation was begun that makes the first key. */
    rotatesNow: z.boolean(),
  }),
  /** Nothing was changed: the account has active keys, and the request does not say what becomes of them. */
  z.strictObject({ outcome: z.literal('decision-needed'), user: UserSlug, checks: Checks }),
]);
export type EnrolmentAnswer = z.output<typeof EnrolmentAnswer>;
