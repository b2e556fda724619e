import type { Privilege } from './privilege.ts';
import { DEAD_LETTERS, functionNamed } from './resources.ts';

const USED_BY = 'EventBridge Scheduler, as this role';

/** The role as which schedules run. */
export const schedules: readonly Privilege[] = [
  {
    actions: ['lambda:InvokeFunction'],
    on: [functionNamed('reconcile-user')],
    why: 'a schedule runs reconcile-user, and nothing else',
    usedBy: USED_BY,
  },
  {
    actions: ['sqs:SendMessage'],
    on: [DEAD_LETTERS],
    why: 'runs that could not be handed to Lambda are kept and raise an alarm',
    usedBy: USED_BY,
  },
];
