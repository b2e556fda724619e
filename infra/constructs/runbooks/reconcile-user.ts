import type { Definition, Setting } from './definition.ts';
import { DRY_RUN, USER } from './parameters.ts';
import { invoke } from './policies.ts';
import { audit, call, either, last } from './steps.ts';

export function reconcileUser(setting: Setting): Definition {
  const { deployment } = setting;
  return {
    slug: 'reconcile-user',
    description: 'Makes what emnify has of a user match the secret and the policy, as the daily run does',
    parameters: { User: USER, DryRun: DRY_RUN },
    steps: [
      either('ChooseRun', 'DryRun', 'Audit', 'Reconcile'),
      last(audit('Audit', deployment)),
      last(call('Reconcile', deployment, 'reconcile-user', { user: '{{ User }}' })),
    ],
    policies: { InvokeReconcileUser: invoke(setting, 'reconcile-user') },
  };
}
