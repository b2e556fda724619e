import { describe, expect, it } from 'vitest';
import { UserId } from '../../../functions/domain/identifiers.ts';
import { EnrolledUser, version } from '../support/enrolled-user.ts';

describe('credentials of another account than the current key', () => {
  it('touch nothing there', async () => {
    const user = new EnrolledUser();
    user.emnify.userId = UserId.parse(8);

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'operator-needed',
      message: expect.stringMatching(/sign in as emnify user 8, and the current key belongs to 7: nothing was changed/),
    });
    expect(user.sent()).toEqual([]);
  });

  it('are no matter while there is no key yet', async () => {
    const user = new EnrolledUser();
    user.addVersion(version('first'), ['AWSCURRENT'], '{"state":"enrolled"}');
    user.emnify.userId = UserId.parse(8);

    expect(await user.step('createSecret')).toBeUndefined();
  });
});

describe('another invocation that is at it', () => {
  it('is given way to where it has sent something since the tags were read', async () => {
    const user = new EnrolledUser();
    user.emnify.remote.after('user', () =>
      user.setTag('attempts', 'unanswered=1 refused=0 at=2026-11-23T09:00:10.000Z'),
    );

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'try-again-later',
      message: expect.stringMatching(/^robot: another/),
    });
    expect(user.sent()).toEqual([]);
  });

  it('holds this one too with the hold that it has raised meanwhile', async () => {
    const user = new EnrolledUser();
    user.emnify.remote.after('user', () => user.setTag('hold', 'operator'));

    expect(await user.step('createSecret')).toMatchObject({ kind: 'hold-in-force' });
    expect(user.sent()).toEqual([]);
  });
});
