import { UserSlug } from '../../../functions/domain/identifiers.ts';
import { dailyName } from '../../../functions/domain/schedules.ts';
import { keysInState, writeSecrets } from '../../subject.ts';
import { currentSecret } from '../current-secret.ts';
import { schedulesOf } from '../scheduling.ts';
import type { Chapter } from './chapter.ts';

/** An operator writes the two secrets, and hands the key that was set by hand over to the rotation. */
export const enrolment: Chapter = {
  title: 'An operator writes the two secrets, names the old key to be taken over, and plans a daily run',
  play: async ({ stack, subject, calls }) => {
    writeSecrets(stack, subject, { takeOver: keysInState(stack, subject, 'active').map(({ id }) => id) });
    const user = UserSlug.parse(subject.user);
    await schedulesOf(stack).ensureDaily(user);
    // Enrolment is no function yet: its call is not told.
    calls.take();
    const name = dailyName(user);
    const schedule = stack.scheduler.schedules.find(({ definition }) => definition.Name === name);
    if (schedule === undefined) throw new Error(`expected a schedule ${name}`);
    const { credentialsSecret, keySecret } = subject;
    return {
      kind: 'enrolled',
      secrets: [credentialsSecret, keySecret].map((each) => currentSecret(stack, each)),
      dailySchedule: { name, expression: schedule.definition.ScheduleExpression },
    };
  },
};
