import { isDeepStrictEqual } from 'node:util';
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  GetScheduleCommand,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { UserSlug } from '../../domain/identifiers.ts';
import type { Clock } from '../../domain/ports.ts';
import {
  type DailySchedules,
  dailyName,
  dailySlot,
  type RetirementSchedules,
  retirementInstant,
  retirementName,
} from '../../domain/schedules.ts';
import { AwsError } from '../../domain/store-errors.ts';
import { callAws } from '../aws-call.ts';

interface SchedulesOptions {
  /** With the timeouts and the retries that every call shall have. */
  readonly client: SchedulerClient;
  readonly groupName: string;
  /** The role with which Scheduler invokes the function. */
  readonly roleArn: string;
  /** `reconcile-user`. */
  readonly targetArn: string;
  /** The queue for runs that Scheduler could not hand to Lambda. */
  readonly deadLetterArn: string;
  readonly clock: Clock;
}

/** A whole schedule: UpdateSchedule puts back to its default what it is not given. */
type Content = Omit<CreateScheduleCommandInput, 'ClientToken'>;

/** Of handing a run to Lambda, which takes it at once or is down. A day later the next daily run has made it needless. */
const RETRY_POLICY = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 };

/** Schedules of `reconcile-user` in EventBridge Scheduler, all in one group, each under a name that says what it is for. */
export function createSchedules(options: SchedulesOptions): RetirementSchedules & DailySchedules {
  const { client, clock } = options;
  return {
    async scheduleRetirement(user, keyId, deadline) {
      const instant = new Date(retirementInstant(deadline, clock.now()))
        .toISOString()
        .slice(0, 'YYYY-MM-DDThh:mm:ss'.length);
      await ensure(client, {
        ...common(options, user),
        Name: retirementName(user, keyId),
        ScheduleExpression: `at(${instant})`,
        ActionAfterCompletion: 'DELETE',
      });
    },

    async ensureDaily(user) {
      const slot = dailySlot(user);
      return ensure(client, {
        ...common(options, user),
        Name: dailyName(user),
        ScheduleExpression: `cron(${slot % 60} ${Math.floor(slot / 60)} * * ? *)`,
        ActionAfterCompletion: 'NONE',
      });
    },
  };
}

function common({ groupName, roleArn, targetArn, deadLetterArn }: SchedulesOptions, user: UserSlug) {
  return {
    GroupName: groupName,
    ScheduleExpressionTimezone: 'UTC',
    State: 'ENABLED',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: targetArn,
      RoleArn: roleArn,
      Input: JSON.stringify({ user }),
      RetryPolicy: RETRY_POLICY,
      DeadLetterConfig: { Arn: deadLetterArn },
    },
  } as const;
}

/** Creates the schedule, or makes the one of that name the same. @returns whether that changed anything. @throws AwsError */
async function ensure(client: SchedulerClient, content: Content): Promise<boolean> {
  try {
    await create(client, content);
    return true;
  } catch (error) {
    if (!isCoded(error, 'ConflictException')) throw error;
    try {
      return await correct(client, content);
    } catch (gone) {
      // A one-time schedule deletes itself once it has fired, and may do so just now.
      if (!isCoded(gone, 'ResourceNotFoundException')) throw gone;
      await create(client, content);
      return true;
    }
  }
}

async function create(client: SchedulerClient, content: Content): Promise<void> {
  await callAws('CreateSchedule', { write: true }, new CreateScheduleCommand(content), (it) => client.send(it));
}

async function correct(client: SchedulerClient, content: Content): Promise<boolean> {
  const { Name, GroupName } = content;
  const look = new GetScheduleCommand({ Name, GroupName });
  const answer = await callAws('GetSchedule', { write: false }, look, (it) => client.send(it));
  const { $metadata: _, Arn: _arn, CreationDate: _created, LastModificationDate: _modified, ...existing } = answer;
  if (isDeepStrictEqual(existing, content)) return false;
  await callAws('UpdateSchedule', { write: true }, new UpdateScheduleCommand(content), (it) => client.send(it));
  return true;
}

function isCoded(error: unknown, code: string): boolean {
  return error instanceof AwsError && error.code === code;
}
