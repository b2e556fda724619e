import * as z from 'zod';
import type { WitnessedCall } from '../../faults.ts';
import { minute } from '../report/format.ts';
import { bodyAs } from './json.ts';

const Schedule = z.object({ ScheduleExpression: z.string(), Target: z.object({ Arn: z.string() }) });

/** What a call of EventBridge Scheduler did; an answer that is no success is told by AWS's own name for it. */
export async function schedulerWords({ record, request, answer }: WitnessedCall): Promise<string> {
  if (answer === undefined) return 'not answered';
  if (!answer.ok) return `refused: ${answer.headers.get('x-amzn-errortype') ?? 'no reason given'}`;
  if (record.operation === 'GetSchedule') return 'the schedule of that name, to compare';
  const schedule = await bodyAs(Schedule, request);
  if (schedule === undefined) return 'answered';
  const { ScheduleExpression, Target } = schedule;
  const what = record.operation === 'UpdateSchedule' ? 'schedule corrected' : 'schedule';
  return `${what}: ${functionOf(Target.Arn)} ${when(ScheduleExpression)}`;
}

function when(expression: string): string {
  const [, instant] = /^at\((.+)\)$/.exec(expression) ?? [];
  const [, minutes = '', hours = ''] = /^cron\((\d+) (\d+) \* \* \? \*\)$/.exec(expression) ?? [];
  if (instant !== undefined) return `runs once, at ${minute(`${instant}Z`)}`;
  return hours === '' ? expression : `runs every day at ${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}`;
}

/** All functions' names begin alike. */
function functionOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1).replace('emnify-mfa-', '');
}
