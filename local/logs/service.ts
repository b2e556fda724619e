import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Service } from '../service.ts';
import type { LogEvent, LogGroups } from './log-groups.ts';

const TARGET_PREFIX = 'Logs_20140328.';

/** Names as the API model bounds them. */
const groupName = z.string().regex(/^[.\-_/#A-Za-z0-9]{1,512}$/);
const streamName = z.string().regex(/^[^:*]{1,512}$/);

const CreateLogStream = z.strictObject({ logGroupName: groupName, logStreamName: streamName });
const PutLogEvents = z.strictObject({
  logGroupName: groupName,
  logStreamName: streamName,
  logEvents: z
    .array(z.strictObject({ timestamp: z.int(), message: z.string().min(1) }))
    .min(1)
    .max(10_000),
});
const FilterLogEvents = z.strictObject({
  logGroupName: groupName,
  startTime: z.int().optional(),
  endTime: z.int().optional(),
  filterPattern: z.string().optional(),
  limit: z.int().min(1).max(10_000).default(10_000),
  nextToken: z.string().optional(),
});

class LogsError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The wire of CloudWatch Logs, AWS JSON 1.1: streams, putting lines and reading them back. */
export function logsService(groups: LogGroups): Service {
  const actions: Readonly<Record<string, (input: unknown) => object>> = {
    CreateLogStream(input) {
      const { logGroupName, logStreamName } = parse(CreateLogStream, input);
      const { streams } = existing(groups, logGroupName);
      if (streams.has(logStreamName)) {
        throw new LogsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      }
      streams.add(logStreamName);
      return {};
    },
    PutLogEvents(input) {
      const { logGroupName, logStreamName, logEvents } = parse(PutLogEvents, input);
      const group = existing(groups, logGroupName);
      if (!group.streams.has(logStreamName)) {
        throw new LogsError('ResourceNotFoundException', 'The specified log stream does not exist.');
      }
      for (const { timestamp, message } of logEvents) groups.append(group, logStreamName, message, timestamp);
      return {};
    },
    FilterLogEvents(input) {
      const { logGroupName, startTime, endTime, filterPattern, limit, nextToken } = parse(FilterLogEvents, input);
      const matches = pattern(filterPattern);
      const begin = nextToken === undefined ? 0 : Number(nextToken);
      const found = existing(groups, logGroupName)
        .events.filter(({ timestamp }) => timestamp >= (startTime ?? 0) && timestamp <= (endTime ?? timestamp))
        .filter(({ message }) => matches(message))
        .toSorted((one, other) => one.timestamp - other.timestamp);
      const end = begin + limit;
      return {
        events: found.slice(begin, end).map(answered),
        ...(end < found.length ? { nextToken: String(end) } : {}),
      };
    },
  };
  return {
    name: 'logs',
    operation: actionOf,
    date: () => undefined,
    handle: async (request) => {
      try {
        const action = actions[actionOf(request)];
        if (action === undefined) throw unsupported(`the action ${actionOf(request)}`);
        return reply(200, action(await request.json()));
      } catch (error) {
        if (!(error instanceof LogsError)) throw error;
        return reply(400, { __type: error.code, message: error.message });
      }
    },
  };
}

function actionOf(request: Request): string {
  return (request.headers.get('x-amz-target') ?? '').replace(TARGET_PREFIX, '');
}

function reply(status: number, body: unknown): Response {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
  return new Response(JSON.stringify(body), { status, headers });
}

function existing(groups: LogGroups, name: string) {
  const group = groups.get(name);
  if (group === undefined) throw new LogsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

function answered({ stream, ...event }: LogEvent) {
  return { logStreamName: stream, eventId: String(event.timestamp).padStart(56, '0'), ...event };
}

/** One quoted term, the form that matches a line which holds it; no other form of filter pattern is supported. */
function pattern(text: string | undefined): (message: string) => boolean {
  if (text === undefined || text === '') return () => true;
  const term = /^"([^"]+)"$/.exec(text)?.[1];
  if (term === undefined) throw unsupported(`the filter pattern ${text}`);
  return (message) => message.includes(term);
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') throw unsupported(issue.keys.join(', '));
  throw new LogsError('InvalidParameterException', `${issue?.path.join('.')}: ${issue?.message}`);
}

function unsupported(what: string): LogsError {
  return new LogsError('NotSupportedByStandIn', `The local stand-in of CloudWatch Logs does not support ${what}.`);
}
