import { describe, expect, it } from 'vitest';
import { InvalidEnvironment } from '../../functions/domain/errors.ts';
import { type EnvironmentVariables, readSettings } from '../../functions/offboard-user/environment.ts';

const all: EnvironmentVariables = {
  SECRET_PREFIX: 'mfa-prod',
  EMNIFY_API_URL: 'https://cdn.emnify.net/',
  SCHEDULE_GROUP: 'mfa-prod',
};

describe('the environment of offboard-user', () => {
  it('says where everything is', () => {
    const settings = { secretPrefix: 'mfa-prod', apiUrl: 'https://cdn.emnify.net', scheduleGroup: 'mfa-prod' };
    expect(readSettings(all)).toEqual(settings);
  });

  it('names all that is missing', () => {
    expect(() => readSettings({})).toThrow(InvalidEnvironment);
    expect(() => readSettings({})).toThrow(/EMNIFY_API_URL: expected .*SCHEDULE_GROUP: expected/);
  });
});
