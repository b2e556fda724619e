import { describe, expect, it } from 'vitest';
import { BadCredentials, Forbidden, NotFound, Unavailable } from '../../../functions/domain/emnify-errors.ts';
import { UserId } from '../../../functions/domain/identifiers.ts';
import { EnrolledUser, FIRST, KEY_SECRET } from '../support/enrolled-user.ts';
import { CALL } from '../support/fake-emnify.ts';
import { failing } from '../support/remote.ts';
import { changes, enrolled, newcomer } from './support/enrolment.ts';

const CREDENTIALS = 'emnify-mfa/robot/credentials';

describe('an account that is not as it must be', () => {
  it.each<[string, string, (user: EnrolledUser) => void]>([
    [
      "emnify's clock is 31 s ahead",
      'it differs by 31 s',
      (user) => {
        user.emnify.clockOffsetMs = 31_000;
      },
    ],
    [
      "emnify's clock is 31 s behind",
      'it differs by -31 s',
      (user) => {
        user.emnify.clockOffsetMs = -31_000;
      },
    ],
    [
      'a status has another id',
      'mfa/status to list 1 as Active',
      (user) => {
        user.emnify.statuses = [
          { id: 0, description: 'Activation Pending' },
          { id: 2, description: 'Active' },
        ];
      },
    ],
    [
      'the type is another',
      'mfa/type to list 0 as Time-Based One-Time Password',
      (user) => {
        user.emnify.types = [{ id: 0, description: 'SMS' }];
      },
    ],
    [
      'the token is of another user',
      'it is one of user 8',
      (user) => {
        user.emnify.self = async () => ({ id: UserId.parse(8) });
      },
    ],
    [
      'the user name is of another',
      'answers with another, user 7: correct username',
      (user) => {
        user.emnify.user = async () => ({ id: UserId.parse(7), username: 'alice@example.com' });
      },
    ],
  ])('is told, and nothing is changed, where %s', async (_what, message, prepare) => {
    const user = newcomer();
    prepare(user);

    await expect(enrolled(user)).rejects.toThrow(message);
    await expect(enrolled(user)).rejects.toThrow(/^nothing was changed: /);
    expect(changes).toEqual([]);
  });

  it('is told of everything at once', async () => {
    const user = newcomer();
    user.emnify.clockOffsetMs = 31_000;
    user.emnify.types = [];

    await expect(enrolled(user)).rejects.toThrow(/mfa\/type.*; expected emnify's clock/);
  });

  it('may have a clock that differs by 30 s, which is told in whole seconds', async () => {
    const user = newcomer();
    user.emnify.clockOffsetMs = -30_000;

    expect(await enrolled(user)).toMatchObject({ checks: { clockSkewSeconds: -30 } });
  });

  it('may spell its user name in other letters', async () => {
    const user = newcomer();
    user.emnify.user = async () => ({ id: UserId.parse(7), username: 'Robot@Example.com' });

    expect(await enrolled(user)).toMatchObject({ outcome: 'enrolled' });
  });

  it.each([new Forbidden('no', CALL), new NotFound('no', CALL)])(
    'may refuse to say whose token it is: $kind',
    async (answer) => {
      const user = newcomer();
      user.emnify.remote.before('self', failing(answer));

      expect(await enrolled(user)).toMatchObject({ outcome: 'enrolled' });
    },
  );

  it.each([new Unavailable('down', CALL), new BadCredentials('token', CALL)])(
    'is not enrolled while that is not known for another reason: $kind',
    async (answer) => {
      const user = newcomer();
      user.emnify.remote.before('self', failing(answer));

      await expect(enrolled(user)).rejects.toBe(answer);
    },
  );
});

describe('secrets under which nobody can be enrolled', () => {
  it.each<[string, string, (user: EnrolledUser) => void]>([
    [
      'there are no credentials',
      'there is no such secret; write it first',
      (user) => void user.store.secrets.delete(CREDENTIALS),
    ],
    [
      'the credentials await deletion',
      `${CREDENTIALS} awaits deletion`,
      (user) => {
        user.store.secret(CREDENTIALS).facts = { awaitsDeletion: true };
      },
    ],
    [
      'the key secret awaits deletion',
      `${KEY_SECRET} awaits deletion`,
      (user) => {
        user.secret.facts = { awaitsDeletion: true };
      },
    ],
    [
      'AWSCURRENT holds something else',
      'and it holds something else',
      (user) => user.addVersion(FIRST, ['AWSCURRENT'], 'not JSON'),
    ],
    ['AWSCURRENT holds nothing', 'and it holds nothing', (user) => user.addVersion(FIRST, ['AWSCURRENT'])],
  ])('because %s', async (_why, message, prepare) => {
    const user = new EnrolledUser();
    prepare(user);

    await expect(enrolled(user)).rejects.toThrow(message);
    expect(changes).toEqual([]);
    expect(user.emnify.remote.calls).toEqual([]);
  });
});
