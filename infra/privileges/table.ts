import { enrollUser } from './enroll-user.ts';
import { issueCode } from './issue-code.ts';
import { offboardUser } from './offboard-user.ts';
import type { Privilege } from './privilege.ts';
import { reconcileUser } from './reconcile-user.ts';
import { rotateFleet } from './rotate-fleet.ts';
import { rotateKey } from './rotate-key.ts';
import { runbooks } from './runbooks.ts';
import { schedules } from './schedules.ts';

/** What each role of the stack may do: functions by name, other roles by their path in the app. */
export const privileges: Readonly<Record<string, readonly Privilege[]>> = {
  'rotate-key': rotateKey,
  'reconcile-user': reconcileUser,
  'rotate-fleet': rotateFleet,
  'enroll-user': enrollUser,
  'offboard-user': offboardUser,
  'issue-code': issueCode,
  'Schedules/Role': schedules,
  ...runbooks,
};
