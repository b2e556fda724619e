import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { callAws } from '../../functions/adapters/aws-call.ts';
import { AwsError } from '../../functions/domain/store-errors.ts';

const Found = z.object({
  events: z.array(z.object({ timestamp: z.number(), message: z.string() })).default([]),
  nextToken: z.string().optional(),
});

export interface LogLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
}

/** CloudWatch Logs, as far as the command writes its audit lines and follows what functions print. */
export interface Logs {
  /** Lines since an instant, the oldest first; none where there is no such group yet. @param term only lines that hold it */
  since(group: string, from: number, term?: string): Promise<readonly LogLine[]>;
  /** The same; undefined where there is no such group. */
  read(group: string, from: number, term?: string): Promise<readonly LogLine[] | undefined>;
  /** @throws AwsError also where there is no such group: the deployment makes it */
  put(group: string, stream: string, line: LogLine): Promise<void>;
}

export function createLogs(client: CloudWatchLogsClient): Logs {
  const read: Logs['read'] = async (group, from, term) => {
    const lines: LogLine[] = [];
    let nextToken: string | undefined;
    do {
      const command = new FilterLogEventsCommand({
        logGroupName: group,
        startTime: from,
        ...(term === undefined ? {} : { filterPattern: `"${term}"` }),
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      try {
        const answer = await callAws('FilterLogEvents', { write: false }, command, (it) => client.send(it));
        const found = Found.parse(answer);
        lines.push(...found.events.map(({ timestamp, message }) => ({ at: timestamp, text: message })));
        nextToken = found.nextToken;
      } catch (error) {
        if (isCoded(error, 'ResourceNotFoundException')) return undefined;
        throw error;
      }
    } while (nextToken !== undefined);
    return lines;
  };
  return {
    read,
    since: async (group, from, term) => (await read(group, from, term)) ?? [],

    async put(group, stream, { at, text }) {
      const create = new CreateLogStreamCommand({ logGroupName: group, logStreamName: stream });
      await callAws('CreateLogStream', { write: true }, create, (it) => client.send(it)).catch((error: unknown) => {
        if (!isCoded(error, 'ResourceAlreadyExistsException')) throw error;
      });
      const put = new PutLogEventsCommand({
        logGroupName: group,
        logStreamName: stream,
        logEvents: [{ timestamp: at, message: text }],
      });
      await callAws('PutLogEvents', { write: true }, put, (it) => client.send(it));
    },
  };
}

function isCoded(error: unknown, code: string): boolean {
  return error instanceof AwsError && error.code === code;
}
