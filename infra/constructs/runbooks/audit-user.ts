import type { Definition, Setting } from './definition.ts';
import { USER } from './parameters.ts';
import { invoke } from './policies.ts';
import { audit, last } from './steps.ts';

/** A document of its own, so that auditors may start it and nothing else. */
export function auditUser(setting: Setting): Definition {
  return {
    slug: 'audit-user',
    description:
      'Shows what a user has at emnify, what the secret says, and what a reconcile would do; changes nothing',
    parameters: { User: USER },
    steps: [last(audit('Audit', setting.deployment))],
    policies: { InvokeReconcileUser: invoke(setting, 'reconcile-user') },
  };
}
