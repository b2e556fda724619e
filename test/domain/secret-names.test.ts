import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../functions/domain/errors.ts';
import { UserSlug } from '../../functions/domain/identifiers.ts';
import { secretNames, userOfKeySecret } from '../../functions/domain/secret-names.ts';

const users = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/).map((user) => UserSlug.parse(user));
const prefixes = fc.constantFrom('emnify-mfa', 'a', 'team-7/emnify-mfa');
const suffixes = fc.stringMatching(/^[A-Za-z0-9]{6}$/);

describe("the names of a user's secrets", () => {
  it('are under the prefix', () => {
    expect(secretNames('acme/mfa', UserSlug.parse('ops'))).toEqual({
      credentials: 'acme/mfa/ops/credentials',
      key: 'acme/mfa/ops/key',
    });
  });

  it('lead back to the user, as a name and as an ARN of any partition', () => {
    fc.assert(
      fc.property(users, prefixes, suffixes, fc.constantFrom('aws', 'aws-cn'), (user, prefix, suffix, partition) => {
        const { key, credentials } = secretNames(prefix, user);
        const arn = `arn:${partition}:secretsmanager:eu-central-1:111122223333:secret:`;
        expect(userOfKeySecret(prefix, key)).toBe(user);
        expect(userOfKeySecret(prefix, `${arn}${key}-${suffix}`)).toBe(user);
        expect(() => userOfKeySecret(prefix, credentials)).toThrow(InvalidInput);
        expect(() => userOfKeySecret('other', key)).toThrow(InvalidInput);
      }),
    );
  });

  it('are quoted when they are refused, but not without end', () => {
    const refuse = () => userOfKeySecret('emnify-mfa', `x${'y'.repeat(2_000)}`);
    expect(refuse).toThrow(/got "xy{199}"; rotate only secrets that `emnify-mfa enroll` created/);
  });
});
