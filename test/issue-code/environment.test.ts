import { describe, expect, it } from 'vitest';
import { InvalidEnvironment } from '../../functions/domain/errors.ts';
import { type EnvironmentVariables, readSettings } from '../../functions/issue-code/environment.ts';

describe('the environment of issue-code', () => {
  it('is the prefix of the secrets and nothing else', () => {
    const all: EnvironmentVariables = { SECRET_PREFIX: 'mfa-prod' };
    expect(readSettings(all)).toEqual({ secretPrefix: 'mfa-prod' });
    expect(readSettings({})).toEqual({ secretPrefix: 'emnify-mfa' });
  });

  it('refuses a prefix that no secret can have, and does not repeat it', () => {
    expect(() => readSettings({ SECRET_PREFIX: 'mfa prod!' })).toThrow(InvalidEnvironment);
    expect(() => readSettings({ SECRET_PREFIX: 'mfa prod!' })).toThrow(/^SECRET_PREFIX: expected(?!.*mfa prod!)/);
  });
});
