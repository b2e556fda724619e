import { describe, expect, it } from 'vitest';
import { UserSlug } from '../../functions/domain/identifiers.ts';
import { findSecret, userOfKeySecret } from '../../functions/domain/secret-names.ts';
import { StoreUnavailable } from '../../functions/domain/store-errors.ts';
import { EnrolledUser, KEY_SECRET } from './support/enrolled-user.ts';
import { failing } from './support/remote.ts';

const ROBOT = UserSlug.parse('robot');

describe('a secret is found by its name', () => {
  it('where it carries the tags of this user', async () => {
    expect(await findSecret(new EnrolledUser().store, KEY_SECRET, ROBOT)).toMatchObject({ name: KEY_SECRET });
  });

  it('and is none where there is no such secret', async () => {
    expect(await findSecret(new EnrolledUser().store, 'emnify-mfa/robot/other', ROBOT)).toBeUndefined();
  });

  it.each([
    ['another user', 'emnify-mfa:user', 'alice'],
    ['another application', 'app', 'something-else'],
  ])('but not taken for ours where a tag names %s', async (_who, tag, value) => {
    const user = new EnrolledUser();
    user.secret.tags.set(tag, value);

    await expect(findSecret(user.store, KEY_SECRET, ROBOT)).rejects.toThrow(
      'emnify-mfa/robot/key: expected the tags app=emnify-mfa-rotation and emnify-mfa:user=robot, and they are not there: ' +
        'nothing was changed. Use another user name, or tag the secret if it was made for this user',
    );
  });

  it('and a failure to look is no absence', async () => {
    const user = new EnrolledUser();
    const down = new StoreUnavailable('down', 'DescribeSecret', 'x');
    user.store.remote.before('describe', failing(down));

    await expect(findSecret(user.store, KEY_SECRET, ROBOT)).rejects.toBe(down);
  });
});

describe('the user of a key secret is not told by', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:emnify-mfa/robot/key-AbCdEf';

  it.each([`x${arn}`, `${arn}x`, arn.slice(0, -1), 'emnify-mfa/Robot/key', 'emnify-mfa//key', 'emnify-mfa/a/b/key'])(
    '%s',
    (secretId) => {
      expect(() => userOfKeySecret('emnify-mfa', secretId)).toThrow(/^expected SecretId to name a key secret/);
    },
  );
});
