import { DeleteScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { dailyName, retirementName, type ScheduleRemoval } from '../../domain/schedules.ts';
import { AwsError } from '../../domain/store-errors.ts';
import { callAws } from '../aws-call.ts';

/**
 * Deletes schedules by the names that they must have, so that nobody needs the right to list those of others.
 * @param client with the timeouts and the retries that every call shall have
 */
export function createScheduleRemoval({
  client,
  groupName,
}: {
  readonly client: SchedulerClient;
  readonly groupName: string;
}): ScheduleRemoval {
  const remove = async (Name: string): Promise<boolean> => {
    const command = new DeleteScheduleCommand({ Name, GroupName: groupName });
    try {
      await callAws('DeleteSchedule', { write: true }, command, (it) => client.send(it));
      return true;
    } catch (error) {
      // Never made, or fired and gone, or deleted by a call whose reply was lost.
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return false;
      throw error;
    }
  };
  return {
    async removeAll(user, keyIds) {
      const removed: string[] = [];
      for (const name of [dailyName(user), ...[...keyIds].map((id) => retirementName(user, id))]) {
        if (await remove(name)) removed.push(name);
      }
      return removed;
    },
  };
}
