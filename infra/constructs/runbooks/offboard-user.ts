import type { Approval } from './approval.ts';
import type { Definition, Setting } from './definition.ts';
import { choice, DRY_RUN, REASON, USER } from './parameters.ts';
import { invoke } from './policies.ts';
import { audit, call, either, last } from './steps.ts';

export function offboardUser(setting: Setting, approval: Approval): Definition {
  const { deployment } = setting;
  const request = (deleteKeys: boolean) => ({ user: '{{ User }}', deleteKeys });
  return {
    slug: 'offboard-user',
    description: 'Ends the rotation of a user and removes what it has made, after a dry look and after approval',
    parameters: {
      User: USER,
      DryRun: DRY_RUN,
      DeleteKeys: choice("true: the user's managed keys are deleted at emnify, too", 'false'),
      Reason: REASON,
    },
    steps: [
      either('ChooseRun', 'DryRun', 'Look', 'Approve'),
      last(audit('Look', deployment)),
      approval.step('Offboard {{ User }}, delete its keys at emnify: {{ DeleteKeys }}. {{ Reason }}'),
      either('ChooseKeys', 'DeleteKeys', 'OffboardWithKeys', 'Offboard'),
      last(call('OffboardWithKeys', deployment, 'offboard-user', request(true))),
      last(call('Offboard', deployment, 'offboard-user', request(false))),
    ],
    policies: {
      ...approval.policies,
      InvokeReconcileUser: invoke(setting, 'reconcile-user'),
      InvokeOffboardUser: invoke(setting, 'offboard-user'),
    },
  };
}
