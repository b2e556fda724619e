import type { Definition, Setting } from './definition.ts';
import { choice, REASON, USER } from './parameters.ts';
import { invoke, requestRotation } from './policies.ts';
import { audit, call, either, keySecret, last, secretsManager } from './steps.ts';

/** The id of the execution names the rotation: a step that is repeated asks for the same one, and the secret tells who asked. */
const TOKEN = '{{ automation:EXECUTION_ID }}';

export function rotateUser(setting: Setting): Definition {
  const { deployment } = setting;
  const SecretId = keySecret(deployment);
  return {
    slug: 'rotate-user',
    description: "Replaces a user's key now and, for a leak, retires the keys before it at once",
    parameters: {
      User: USER,
      EndGrace: choice('true: the replaced key stops working at once, for everyone who still uses it', 'false'),
      Reason: REASON,
    },
    steps: [
      secretsManager('RequestRotation', 'RotateSecret', { SecretId, ClientRequestToken: TOKEN }),
      // Longer than an invocation of rotate-key may last: whoever climbs then is alone.
      { name: 'GiveTime', action: 'aws:sleep', inputs: { Duration: 'PT2M' } },
      // Climbs on where Secrets Manager has not come to the end, does nothing where it has, and fails where neither is possible.
      call('Finish', deployment, 'rotate-key', { Step: 'finishSecret', SecretId, ClientRequestToken: TOKEN }),
      either('ChooseGrace', 'EndGrace', 'Retire', 'Audit'),
      last(call('Retire', deployment, 'reconcile-user', { user: '{{ User }}', endGrace: true })),
      last(audit('Audit', deployment)),
    ],
    policies: {
      RequestRotation: requestRotation(setting),
      // Secrets Manager asks for it of whoever calls RotateSecret, too.
      InvokeRotateKey: invoke(setting, 'rotate-key'),
      InvokeReconcileUser: invoke(setting, 'reconcile-user'),
    },
  };
}
