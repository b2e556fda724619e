import { describe, expect, it } from 'vitest';
import { Forbidden, Unavailable, UnexpectedAnswer } from '../../functions/domain/emnify-errors.ts';
import { UserId, UserSlug } from '../../functions/domain/identifiers.ts';
import { offboard } from '../../functions/domain/offboarding/offboard.ts';
import { failureOf, run } from './reconcile/support/run.ts';
import { DAY, EnrolledUser, version } from './support/enrolled-user.ts';
import { CALL } from './support/fake-emnify.ts';
import { failing } from './support/remote.ts';

const NEW = version('new-credentials');

/** Credentials were written that nobody has looked at yet; their token is that of user 8. */
function withTokenOfAnother(): EnrolledUser {
  const user = new EnrolledUser();
  user.writeCredentials(NEW);
  user.emnify.self = async () => ({ id: UserId.parse(8) });
  return user;
}

describe('an application token of somebody else', () => {
  it('sends no password, and makes no key in their account', async () => {
    const user = withTokenOfAnother();

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'operator-needed',
      message: expect.stringMatching(
        /^robot: nothing was changed: expected an application token of user 7.*one of user 8/,
      ),
    });
    expect(user.sent()).toEqual([]);
    expect(user.tag('owner')).not.toBe(`version=${NEW}`);
  });

  it('deletes no device and no key of theirs in a reconcile', async () => {
    const user = withTokenOfAnother();
    user.emnify.addDevice(1, 90 * DAY);

    expect(await failureOf(run(user))).toMatchObject({ kind: 'operator-needed' });
    expect(user.emnify.remote.calls.filter((call) => call.startsWith('delete'))).toEqual([]);
  });

  it('deletes no key of theirs in an offboarding, which changes nothing', async () => {
    const user = withTokenOfAnother();
    const changes: string[] = [];
    const lifecycle = {
      cancelRotation: async () => void changes.push('cancel'),
      scheduleDeletion: async () => {
        changes.push('delete');
        return undefined;
      },
    };
    const ports = { ...user.ports, lifecycle, schedules: { removeAll: async () => [] } };
    const request = { user: UserSlug.parse('robot'), deleteKeys: true };

    await expect(offboard(request, ports, { secretPrefix: 'emnify-mfa' })).rejects.toMatchObject({
      kind: 'operator-needed',
    });
    expect(changes).toEqual([]);
    expect(user.tag('hold')).toBeUndefined();
  });
});

describe('whose the application token is', () => {
  it('is asked once for each version of the credentials, and then stands in the tags', async () => {
    const user = new EnrolledUser();
    user.writeCredentials(NEW);

    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.tag('owner')).toBe(`version=${NEW}`);
    expect(user.emnify.remote.calls.filter((call) => call === 'self')).toEqual(['self']);
  });

  it('is not asked of credentials that were looked at', async () => {
    const user = new EnrolledUser();

    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.emnify.remote.calls).not.toContain('self');
  });

  it('need not be told', async () => {
    const user = new EnrolledUser();
    user.writeCredentials(NEW);
    user.emnify.remote.before('self', failing(new Forbidden('not for this role', CALL)));

    expect(await user.step('createSecret')).toBeUndefined();
  });

  it('is asked again where emnify answered with something else', async () => {
    const user = new EnrolledUser();
    user.writeCredentials(NEW);
    const page = failing(new UnexpectedAnswer('a page', CALL));
    user.emnify.remote.before('self', page).before('self', page);

    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.emnify.remote.calls.filter((call) => call === 'self')).toHaveLength(2);
    expect(user.tag('owner')).not.toBe(`version=${NEW}`);
  });

  it('is not taken for told where emnify is away', async () => {
    const user = new EnrolledUser();
    user.writeCredentials(NEW);
    user.emnify.remote.before('self', failing(new Unavailable('away', CALL)));

    expect(await user.step('createSecret')).toMatchObject({ kind: 'unavailable' });
    expect(user.sent()).toEqual([]);
  });
});
