import * as z from 'zod';
import { unsupported, validation } from './errors.ts';
import { targetSchema } from './target.ts';

// Patterns and bounds are those of the service's API model (2021-06-30).
const name = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[0-9a-zA-Z-_.]+$/);
const clientToken = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-zA-Z0-9-_]+$/)
  .optional();
/** Epoch seconds on the wire, epoch milliseconds here. */
const timestamp = z
  .number()
  .transform((seconds) => seconds * 1000)
  .optional();
const timezone = z.string().min(1).max(50).refine(isTimeZone, 'expected an IANA time zone');
const flexibleTimeWindow = z.discriminatedUnion('Mode', [
  // OFF together with a maximum is an open point of the recorded facts: an unsupported member here.
  z.strictObject({ Mode: z.literal('OFF') }),
  z.strictObject({ Mode: z.literal('FLEXIBLE'), MaximumWindowInMinutes: z.int().min(1).max(1440) }),
]);

export const scheduleInput = z.strictObject({
  Name: name,
  GroupName: name.default('default'),
  ScheduleExpression: z.string().min(1).max(256),
  ScheduleExpressionTimezone: timezone.default('UTC'),
  StartDate: timestamp,
  EndDate: timestamp,
  Description: z.string().max(512).optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  FlexibleTimeWindow: flexibleTimeWindow,
  Target: targetSchema,
  ClientToken: clientToken,
});
/** A whole schedule as CreateSchedule and UpdateSchedule take it, what was left out at its default. */
export type ScheduleInput = z.infer<typeof scheduleInput>;

export const scheduleName = z.strictObject({
  Name: name,
  GroupName: name.default('default'),
  ClientToken: clientToken,
});

const paging = {
  NextToken: z.string().min(1).max(2048).optional(),
  // A query parameter, so text on the wire.
  MaxResults: z.coerce.number().int().min(1).max(100).default(100),
  NamePrefix: name.optional(),
};
export const scheduleList = z.strictObject({
  ...paging,
  GroupName: name.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
});
export const groupList = z.strictObject(paging);

const tag = z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().min(1).max(256) });
export const groupInput = z.strictObject({
  Name: name,
  Tags: z.array(tag).max(200).default([]),
  ClientToken: clientToken,
});
export const groupName = z.strictObject({ Name: name, ClientToken: clientToken });

const resource = z
  .string()
  .regex(/^arn:aws[a-z-]*:scheduler:[a-z0-9-]+:\d{12}:schedule-group\/[0-9a-zA-Z-_.]+$/)
  .transform((arn) => arn.slice(arn.indexOf('/') + 1));
export const tagInput = z.strictObject({ ResourceArn: resource, Tags: z.array(tag).max(200) });
export const untagInput = z.strictObject({ ResourceArn: resource, TagKeys: z.array(z.string().min(1)).min(1) });
export const tagList = z.strictObject({ ResourceArn: resource });

/** @throws SchedulerError: ValidationException where a value is wrong, unsupported where only unknown members are there */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const { success, data, error } = schema.safeParse(input);
  if (success) return data;
  const wrong = error.issues.filter(({ code }) => code !== 'unrecognized_keys');
  if (wrong.length === 0) throw unsupported(`these members: ${error.issues.map(({ message }) => message).join('; ')}`);
  const places = wrong.map(({ path, message }) => `at '${path.join('.')}': ${message}`);
  throw validation(`${wrong.length} validation error(s) detected: ${places.join('; ')}`);
}

const timeZones = new Set<string>();

function isTimeZone(timeZone: string): boolean {
  // Asking takes most of a millisecond, and a fleet has thousands of schedules in one time zone.
  if (timeZones.has(timeZone)) return true;
  try {
    Intl.DateTimeFormat('en', { timeZone });
    timeZones.add(timeZone);
    return true;
  } catch {
    return false;
  }
}
