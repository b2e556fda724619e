import { readFileSync } from 'node:fs';
import { CreateScheduleCommand } from '@aws-sdk/client-scheduler';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ACCOUNT, REGION } from '../../../local/account.ts';
import { LEFT_OUT_FIRINGS, leftOutIds } from './left-out.ts';
import { startScheduler } from './sdk.ts';

const firing = z.strictObject({
  id: z.string(),
  about: z.string(),
  source: z.enum(['recorded', 'documented']),
  evidence: z.array(z.string()).optional(),
  uncertain: z.boolean().optional(),
  why: z.string().optional(),
  expression: z.string(),
  timezone: z.string(),
  start: z.string(),
  startDate: z.string().optional(),
  endDate: z.string().optional(),
  next: z.array(z.string()),
});
type FiringEntry = z.infer<typeof firing>;

const FIRINGS = z
  .object({ firing: z.array(firing) })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/scheduler-cases.json', import.meta.url), 'utf8'))).firing;
const OUT = new Set(leftOutIds(LEFT_OUT_FIRINGS));
const YEAR = 366 * 86_400_000;

describe('A schedule of the Scheduler stand-in fires when AWS would', () => {
  test.each(FIRINGS.filter(({ id }) => !OUT.has(id)))('$expression: $about ($id)', async (entry) => {
    const { clock, scheduler, client, stop } = await startScheduler(entry.start);
    try {
      await client.send(schedule(entry));
      // Where the table names fewer than three instants there are no more, ever; else the third ends the test.
      const third = entry.next[2];
      await clock.advanceTo(third === undefined ? clock.now() + 3 * YEAR : Date.parse(third));
      const planned = scheduler.firings.map(({ plannedFor }) => plannedFor);
      expect(planned).toEqual(entry.next.map((instant) => Date.parse(instant)));
      expect(scheduler.firings.map(({ at }) => at)).toEqual(planned);
    } finally {
      await stop();
    }
  });
});

describe('Of the firing table', () => {
  test('16 entries of 45 are run and 29 left out, each under one kind', () => {
    const ids = FIRINGS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(45);
    expect(ids.filter((id) => !OUT.has(id))).toHaveLength(16);
    expect(leftOutIds(LEFT_OUT_FIRINGS)).toHaveLength(29);
    expect(OUT.size).toBe(29);
    expect(ids).toEqual(expect.arrayContaining([...OUT]));
  });

  const refused = LEFT_OUT_FIRINGS.flatMap(({ kind, ids, refusal = /never/ }) => {
    return ids.map((id) => ({ kind, id, refusal }));
  });
  test.each(refused)('$kind are refused loudly ($id)', async ({ id, refusal }) => {
    const entry = FIRINGS.find((candidate) => candidate.id === id);
    if (entry === undefined) throw new Error(`No entry ${id}.`);
    const { client, stop } = await startScheduler(entry.start);
    try {
      await expect(client.send(schedule(entry))).rejects.toThrow(refusal);
    } finally {
      await stop();
    }
  });
});

function schedule({ expression, timezone, startDate, endDate }: FiringEntry): CreateScheduleCommand {
  return new CreateScheduleCommand({
    Name: 'sched',
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timezone,
    ...(startDate === undefined ? {} : { StartDate: new Date(startDate) }),
    ...(endDate === undefined ? {} : { EndDate: new Date(endDate) }),
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:queue`,
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/scheduler`,
      Input: '{}',
    },
  });
}
