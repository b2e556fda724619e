import { HOLD_TAG } from '../../../functions/domain/tag-names.ts';
import type { Definition, Setting } from './definition.ts';
import { REASON, USER } from './parameters.ts';
import { removeHold, writeHold } from './policies.ts';
import { keySecret, last, secretsManager } from './steps.ts';

export function holdUser(setting: Setting): Definition {
  const Tags = [{ Key: HOLD_TAG, Value: 'operator' }];
  return {
    slug: 'hold-user',
    description: 'Stops rotating, retiring and pruning for a user until release-user; codes are still given',
    parameters: { User: USER, Reason: REASON },
    steps: [last(secretsManager('Hold', 'TagResource', { SecretId: keySecret(setting.deployment), Tags }))],
    policies: { WriteHold: writeHold(setting) },
  };
}

export function releaseUser(setting: Setting): Definition {
  const inputs = { SecretId: keySecret(setting.deployment), TagKeys: [HOLD_TAG] };
  return {
    slug: 'release-user',
    description: 'Ends the hold of a user, whichever it is',
    parameters: { User: USER, Reason: REASON },
    steps: [last(secretsManager('Release', 'UntagResource', inputs))],
    policies: { RemoveHold: removeHold(setting) },
  };
}
