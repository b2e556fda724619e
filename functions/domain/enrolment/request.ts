import * as z from 'zod/mini';
import { InvalidInput } from '../errors.ts';
import { KeyId, UserSlug } from '../identifiers.ts';
import { describeIssues } from '../secret-values.ts';
import { RotationSchedule } from './rotation-schedule.ts';

const takeOverForm = 'expected a list of at most 20 different key ids';

const RequestJson = z.strictObject({
  user: UserSlug,
  schedule: z.optional(RotationSchedule),
  takeOver: z.optional(
    z.array(KeyId, takeOverForm).check(
      z.maxLength(20, takeOverForm),
      z.refine((ids) => new Set(ids).size === ids.length, takeOverForm),
    ),
  ),
});
/** `takeOver: []` decides that existing keys stay as they are; without the member nothing has been decided. */
export type EnrolmentRequest = z.output<typeof RequestJson>;

/** @throws InvalidInput naming every member at fault. */
export function parseEnrolmentRequest(event: unknown): EnrolmentRequest {
  const result = RequestJson.safeParse(event);
  if (result.success) return result.data;
  throw new InvalidInput(
    `enrolment request: ${describeIssues(result.error)}; expected {"user": "<slug>", ` +
      '"schedule"?: {"expression": "rate(60 days)" | "cron(0 3 1 */2 ? *)", "duration"?: "1h"}, "takeOver"?: [<key id>]}',
  );
}
