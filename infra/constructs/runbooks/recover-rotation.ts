import type { Definition, Setting } from './definition.ts';
import { REASON, USER, VERSION } from './parameters.ts';
import { invoke } from './policies.ts';
import { audit, call, keySecret, last } from './steps.ts';

export function recoverRotation(setting: Setting): Definition {
  const { deployment } = setting;
  const request = { Step: 'finishSecret', SecretId: keySecret(deployment), ClientRequestToken: '{{ Version }}' };
  return {
    slug: 'recover-rotation',
    description: 'Takes up a rotation that has stopped, from wherever it stands',
    parameters: { User: USER, Version: VERSION, Reason: REASON },
    steps: [call('Finish', deployment, 'rotate-key', request), last(audit('Audit', deployment))],
    policies: {
      InvokeRotateKey: invoke(setting, 'rotate-key'),
      InvokeReconcileUser: invoke(setting, 'reconcile-user'),
    },
  };
}
