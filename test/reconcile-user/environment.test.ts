import { describe, expect, it } from 'vitest';
import { InvalidEnvironment } from '../../functions/domain/errors.ts';
import { readSettings } from '../../functions/reconcile-user/environment.ts';

const ROTATE_KEY_ARN = 'arn:aws:lambda:eu-central-1:111122223333:function:emnify-mfa-rotate-key';
const needed = { EMNIFY_API_URL: 'https://cdn.emnify.net/', ROTATE_KEY_ARN };
const DAY = 24 * 3_600_000;

describe('the environment of reconcile-user', () => {
  it('has defaults for what is policy', () => {
    expect(readSettings(needed)).toEqual({
      secretPrefix: 'emnify-mfa',
      apiUrl: 'https://cdn.emnify.net',
      gracePeriod: DAY,
      deviceMaxAge: 30 * DAY,
      revokeDevicesOnRotation: true,
      rotateKeyArn: ROTATE_KEY_ARN,
    });
  });

  it('lets a deployment decide', () => {
    const variables = { ...needed, TRUSTED_DEVICE_MAX_AGE: 'P7D', REVOKE_DEVICES_ON_ROTATION: 'false' };
    expect(readSettings(variables)).toMatchObject({ deviceMaxAge: 7 * DAY, revokeDevicesOnRotation: false });
  });

  for (const [name, value] of [
    ['TRUSTED_DEVICE_MAX_AGE', '30 days'],
    ['TRUSTED_DEVICE_MAX_AGE', 'PT0M'],
    ['REVOKE_DEVICES_ON_ROTATION', 'yes'],
    ['ROTATE_KEY_ARN', 'rotate-key'],
    ['KEY_GRACE_PERIOD', 'tomorrow'],
    ['EMNIFY_API_URL', 'http://example.com'],
  ] as const) {
    it(`refuses ${name}=${value}, and says what was expected`, () => {
      const read = () => readSettings({ ...needed, [name]: value });
      expect(read).toThrow(InvalidEnvironment);
      expect(read).toThrow(new RegExp(`${name}: expected`));
    });
  }

  it('names all that is missing', () => {
    expect(() => readSettings({})).toThrow(/EMNIFY_API_URL: expected .*ROTATE_KEY_ARN: expected/);
  });
});
