import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { createSchedules } from '../../functions/adapters/scheduler/schedules.ts';
import { DEAD_LETTER_QUEUE_ARN, SCHEDULE_GROUP, SCHEDULER_ROLE_ARN } from '../account.ts';
import type { EmbeddedStack } from '../stack.ts';
import { RECONCILE_USER_ARN } from '../subject.ts';

/** The schedules as enrolment makes them, over the wire. */
export function schedulesOf(stack: EmbeddedStack): ReturnType<typeof createSchedules> {
  return createSchedules({
    client: new SchedulerClient(stack.clientConfig('scheduler')),
    groupName: SCHEDULE_GROUP,
    roleArn: SCHEDULER_ROLE_ARN,
    targetArn: RECONCILE_USER_ARN,
    deadLetterArn: DEAD_LETTER_QUEUE_ARN,
    clock: stack.clock,
  });
}
