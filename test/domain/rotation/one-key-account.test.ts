import { describe, expect, it } from 'vitest';
import { Conflict, OutcomeUnknown } from '../../../functions/domain/emnify-errors.ts';
import { DAY, EnrolledUser, FIRST, NEXT } from '../support/enrolled-user.ts';
import { CALL } from '../support/fake-emnify.ts';
import { failing } from '../support/remote.ts';

describe('an account that allows one key', () => {
  const ONE_KEY = (): Conflict => new Conflict('one key only', CALL);

  const full = (strategy: 'overlap' | 'replace'): EnrolledUser => {
    const user = new EnrolledUser();
    user.policy = { ...user.policy, strategy };
    user.emnify.remote.before('createKey', failing(ONE_KEY()));
    return user;
  };

  it('is told to the operator where keys are to overlap, and nothing is changed', async () => {
    const user = full('overlap');

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'operator-needed',
      message: expect.stringMatching(/ROTATION_STRATEGY=replace/),
    });
    expect(user.emnify.ids('active')).toEqual([20]);
    expect(user.tag('attempts')).toBe('none');
  });

  it('has its key replaced through a declared gap, once the password has proved to be right', async () => {
    const user = full('replace');

    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.emnify.ids('active')).toEqual([30]);
    expect(user.sent()).toEqual(['createKey', 'signIn', 'createKey', 'activateKey 30']);
    expect(user.journal.of('declared-gap')).toMatchObject([
      { outcome: 'ok', keyId: 20, reason: expect.stringMatching(/allows one key/) },
    ]);
    expect(user.journal.of('current-key-deleted')).toMatchObject([{ outcome: 'ok', keyId: 20 }]);
  });

  it('enters the gap with the accepted password on record', async () => {
    const user = full('replace');
    let onRecord: string | undefined;
    user.emnify.remote.before('deleteKey', () => {
      onRecord = user.tag('attempts');
    });
    await user.step('createSecret');

    expect(onRecord).toBe('none');
    expect(user.journal.of('attempt-settled').map(({ reason }) => reason)).toContain('the password was accepted');
  });

  it.each<[string, RegExp, (user: EnrolledUser) => void]>([
    [
      'an earlier call may have made a key that is not shown',
      /never answered/,
      (user) => user.setTag('attempts', 'unanswered=1 refused=0 at=2026-11-23T07:00:00.000Z'),
    ],
    ['another key is there', /not certain/, (user) => user.emnify.addKey(21, 'active', DAY)],
    [
      'no list is shown',
      /not certain/,
      (user) => {
        user.emnify.showsKeys = false;
      },
    ],
    [
      'there is no key of ours',
      /not certain/,
      (user) => user.addVersion(FIRST, ['AWSCURRENT'], '{"state":"enrolled"}'),
    ],
    [
      'emnify asks for no second factor',
      /no second factor/,
      (user) => {
        user.emnify.signsIn = 'signed-in';
      },
    ],
  ])('keeps its key where %s', async (_what, message, prepare) => {
    const user = full('replace');
    prepare(user);

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'operator-needed',
      message: expect.stringMatching(message),
    });
    expect(user.emnify.ids('active')).toContain(20);
    expect(user.journal.of('declared-gap')).toEqual([]);
  });

  it.each(['overlap', 'replace'] as const)(
    'is looked at later where a pending key explains it (%s)',
    async (strategy) => {
      const user = full(strategy);
      user.emnify.remote.after('user', () => user.emnify.addKey(25, 'pending'));

      expect(await user.step('createSecret')).toMatchObject({
        kind: 'try-again-later',
        message: expect.stringMatching(/while key 25 is pending/),
      });
      expect(user.emnify.ids('active')).toEqual([20]);
    },
  );

  it('keeps its key where another invocation was first, whose key no list may show', async () => {
    const user = full('replace');
    user.emnify.remote.after('signIn', () => user.addVersion(NEXT, ['AWSPENDING'], user.keyValue(25)));

    expect(await user.step('createSecret')).toMatchObject({ kind: 'try-again-later' });
    expect(user.emnify.ids('active')).toEqual([20]);
  });

  it('keeps its key where another invocation has just sent a password', async () => {
    const user = full('replace');
    user.emnify.remote.after('signIn', () =>
      user.setTag('attempts', 'unanswered=2 refused=0 at=2026-11-23T09:00:10.000Z'),
    );

    expect(await user.step('createSecret')).toMatchObject({ kind: 'try-again-later' });
    expect(user.emnify.ids('active')).toEqual([20]);
  });

  it('makes no room for any other failure', async () => {
    const user = new EnrolledUser();
    user.policy = { ...user.policy, strategy: 'replace' };
    user.emnify.remote.before('createKey', failing(new OutcomeUnknown('cut', CALL)));

    expect(await user.step('createSecret')).toMatchObject({ kind: 'outcome-unknown' });
    expect(user.emnify.ids('active')).toEqual([20]);
    expect(user.sent()).toEqual(['createKey']);
  });
});
