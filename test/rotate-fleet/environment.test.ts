import { describe, expect, it } from 'vitest';
import { InvalidEnvironment } from '../../functions/domain/errors.ts';
import { type EnvironmentVariables, readSettings } from '../../functions/rotate-fleet/environment.ts';

describe('the environment of rotate-fleet', () => {
  it('says where the secrets are and how long superseded keys live on', () => {
    const variables: EnvironmentVariables = { SECRET_PREFIX: 'bank-mfa', KEY_GRACE_PERIOD: 'PT2H' };

    expect(readSettings(variables)).toEqual({ secretPrefix: 'bank-mfa', gracePeriod: 7_200_000 });
  });

  it('has a default for everything', () => {
    expect(readSettings({})).toEqual({ secretPrefix: 'emnify-mfa', gracePeriod: 86_400_000 });
  });

  it('is refused where a variable is malformed, which is named', () => {
    expect(() => readSettings({ KEY_GRACE_PERIOD: '1 day' })).toThrow(InvalidEnvironment);
    expect(() => readSettings({ KEY_GRACE_PERIOD: '1 day' })).toThrow('KEY_GRACE_PERIOD');
  });
});
