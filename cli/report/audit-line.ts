import * as z from 'zod';
import { DeviceId, KeyId, UserSlug, VersionId } from '../../functions/domain/identifiers.ts';
import type { LogLine } from '../aws/logs.ts';
import { EVENTS, type RecordedEvent } from './events.ts';

const Event = z.custom<RecordedEvent>(
  (value) => typeof value === 'string' && Object.hasOwn(EVENTS, value),
  'expected an event of docs/audit-log.md',
);

/**
 * One line of the audit log, as functions/shared/journal.ts and cli/audit.ts write it; docs/audit-log.md shows these members and
 * descriptions. Strict: a member that is not documented is no audit line.
 */
export const AuditLine = z.strictObject({
  timestamp: z.iso.datetime().describe('when, UTC'),
  level: z.enum(['INFO', 'ERROR']).describe('`ERROR` where `outcome` is `failed`'),
  message: z.string().describe('the event again'),
  service: z.string().describe('who wrote the line: a function, by its folder, or `emnify-mfa`, the command'),
  event: Event.describe('what happened, below'),
  outcome: z
    .enum(['ok', 'failed', 'skipped'])
    .describe(
      '`ok`: done by this writer. `skipped`: needless by then, or left out. `failed`: `reason` or `failure` says why',
    ),
  user: z.optional(UserSlug).describe('whose; absent where it is about no one user'),
  run: z.string().optional().describe('the fleet run, where it is about one'),
  keyId: z.optional(KeyId).describe('the emnify MFA key, where it is about one'),
  deviceId: z.optional(DeviceId).describe('the trusted device at emnify, likewise'),
  version: z
    .optional(VersionId)
    .describe('the version of the key secret, likewise: the ClientRequestToken of the rotation'),
  step: z
    .enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
    .optional()
    .describe('the step of Secrets Manager in which it happened'),
  rung: z.enum(['stored', 'activated', 'proven', 'promoted']).optional().describe('of `rung-reached`'),
  reason: z.string().optional().describe("why: the operator's words, the plan's, or the kind of an error"),
  durationMs: z.number().optional().describe('of `step-finished`, milliseconds'),
  requestedBy: z.string().optional().describe('of the command: the ARN that asked, as AWS STS names it'),
  failure: z.string().optional().describe('of the command: the kind of the error'),
  function_name: z.string().optional().describe('of a function: its name in this deployment'),
  function_request_id: z
    .string()
    .optional()
    .describe('of a function: the request, the same in all lines of one invocation'),
  cold_start: z.boolean().optional().describe('of a function: whether its container was new'),
  xray_trace_id: z.string().optional().describe('of a function: the trace, where there is one'),
});
export type AuditLine = z.infer<typeof AuditLine>;

/** An audit line and when CloudWatch has it, epoch milliseconds. */
export interface Recorded extends AuditLine {
  readonly at: number;
}

/** Whether a line is meant to be one: has an event and an outcome, which no metric and no other log line has. */
const Claimed = z.looseObject({ event: z.string(), outcome: z.string() });

/**
 * The audit lines among the lines of a log, and how many look like one and are not known: of another version of the product.
 * Metrics, errors and the platform's own lines are left out.
 */
export function auditLines(lines: readonly LogLine[]): {
  readonly recorded: readonly Recorded[];
  readonly unknown: number;
} {
  const recorded: Recorded[] = [];
  let unknown = 0;
  for (const { at, text } of lines) {
    const claimed = Claimed.safeParse(json(text));
    if (!claimed.success) continue;
    const line = AuditLine.safeParse(claimed.data);
    if (line.success) recorded.push({ ...line.data, at });
    else unknown += 1;
  }
  return { recorded: recorded.toSorted((one, other) => one.at - other.at), unknown };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
