import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeviceId, KeyId, UserId, UserSlug, VersionId } from '../../functions/domain/identifiers.ts';
import { dailyName, dailySlot, retirementName } from '../../functions/domain/schedules.ts';
import { secretNames, userOfKeySecret } from '../../functions/domain/secret-names.ts';
import { harmless, manyTimes, refused } from './support/harm.ts';
import { hostileText, hostileValue } from './support/inputs.ts';

const [BEFORE, AFTER] = ['arn:', ':111122223333:secret:emnify-mfa/alice/key-AbCdEf'];
const ARN = `${BEFORE}aws:secretsmanager:eu-central-1${AFTER}`;

describe('the name of a key secret', () => {
  it('is read back as it is, or refused with a sentence', async () => {
    await manyTimes(fc.tuple(hostileText, hostileText), async ([before, after]) => {
      for (const secretId of [before, `emnify-mfa/${before}/key`, `${ARN}${after}`, `arn:${before}${after}`]) {
        const outcome = await harmless(() => userOfKeySecret('emnify-mfa', secretId));
        if ('value' in outcome) expect(secretId).toContain(secretNames('emnify-mfa', outcome.value).key);
        else expect(outcome.error).toMatchObject({ kind: 'invalid-input' });
      }
    });
  });

  it('is refused in an ARN of anything but letters, digits and hyphens', async () => {
    const parts = hostileText.filter((text) => !/^[a-z0-9-]{0,30}$/.test(text));
    await manyTimes(parts, async (part) => {
      const arns = [
        `${BEFORE}${part}:secretsmanager:eu-central-1${AFTER}`,
        `${BEFORE}aws:secretsmanager:${part}${AFTER}`,
      ];
      for (const arn of arns) {
        expect(await refused(() => userOfKeySecret('emnify-mfa', arn))).toMatchObject({ kind: 'invalid-input' });
      }
    });
  });
});

describe('a user', () => {
  it('is never made of what is no slug', async () => {
    await manyTimes(hostileValue, (value) => {
      const isSlug = typeof value === 'string' && /^[a-z0-9][a-z0-9-]*$/.test(value) && value.length <= 63;
      expect(UserSlug.safeParse(value).success).toBe(isSlug && !value.endsWith('\n'));
    });
  });

  it('has schedules of names and times that Scheduler takes, whatever the slug', async () => {
    await manyTimes(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/), (text) => {
      const user = UserSlug.parse(text);
      for (const name of [dailyName(user), retirementName(user, KeyId.parse(Number.MAX_SAFE_INTEGER))]) {
        expect(name).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
      }
      expect(dailySlot(user)).toBeLessThan(1_440);
    });
  });
});

describe('an id', () => {
  it('of anything but a positive whole number is none', async () => {
    await manyTimes(hostileValue, (value) => {
      for (const id of [KeyId, DeviceId, UserId]) {
        expect(id.safeParse(value).success).toBe(Number.isSafeInteger(value) && Number(value) > 0);
      }
    });
  });

  it('of a version is never made of what could not be a ClientRequestToken', async () => {
    await manyTimes(hostileValue, (value) => {
      const isToken = typeof value === 'string' && value.length >= 32 && value.length <= 64;
      expect(VersionId.safeParse(value).success && !isToken).toBe(false);
    });
  });
});
