import { describe, expect, it } from 'vitest';
import { UnreadableState } from '../../../functions/domain/errors.ts';
import {
  SecretMissing,
  StoreOutcomeUnknown,
  StoreRefused,
  StoreUnavailable,
} from '../../../functions/domain/store-errors.ts';
import { EnrolledUser, NEXT } from '../support/enrolled-user.ts';
import { failing } from '../support/remote.ts';

describe('a put that certainly stored nothing', () => {
  it.each([
    new StoreRefused('refused', 'PutSecretValue', 'x'),
    new StoreUnavailable('down', 'PutSecretValue', 'x'),
    new UnreadableState('not a key'),
  ])('has the key deleted that only this invocation knew: $kind', async (failure) => {
    const user = new EnrolledUser();
    user.store.remote.before('putPending', failing(failure));

    expect(await user.step('createSecret')).toBe(failure);
    expect(user.emnify.ids('pending')).toEqual([]);
    expect(user.journal.of('key-discarded')).toMatchObject([{ outcome: 'ok', keyId: 30 }]);
    expect(user.tag('attempts')).toBe('none');
    expect(user.journal.of('attempt-settled')).toMatchObject([{ reason: 'the password was accepted' }]);
  });
});

describe('a put of which nobody knows whether it stored', () => {
  it.each([new StoreOutcomeUnknown('cut', 'PutSecretValue', 'x'), new SecretMissing('gone', 'PutSecretValue', 'x')])(
    'leaves the key for the next invocation to look at: $kind',
    async (failure) => {
      const user = new EnrolledUser();
      user.store.remote.before('putPending', failing(failure));

      expect(await user.step('createSecret')).toBe(failure);
      expect(user.emnify.ids('pending')).toEqual([30]);
    },
  );

  it('goes on with the key where it was stored after all', async () => {
    const user = new EnrolledUser();
    user.store.remote.after('putPending', failing(new StoreOutcomeUnknown('cut', 'PutSecretValue', 'x')));
    await user.step('createSecret');

    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.emnify.ids('active')).toEqual([20, 30]);
  });
});

describe('a put that comes second', () => {
  it('deletes its own key and goes on with the one of the first', async () => {
    const user = new EnrolledUser();
    user.store.remote.before('putPending', () => {
      user.emnify.addKey(25, 'pending');
      user.addVersion(NEXT, ['AWSPENDING'], user.keyValue(25));
    });

    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.emnify.ids('active')).toEqual([20, 25]);
    expect(user.emnify.ids('pending')).toEqual([]);
    expect(user.journal.of('key-discarded')).toMatchObject([{ keyId: 30, outcome: 'ok' }]);
  });

  it('finds the key of the first active already, and sends no code', async () => {
    const user = new EnrolledUser();
    user.store.remote.before('putPending', () => {
      user.emnify.addKey(25, 'active');
      user.addVersion(NEXT, ['AWSPENDING'], user.keyValue(25));
    });

    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.sent()).toEqual(['createKey']);
  });

  it('looks again later where the first value cannot be read as a key', async () => {
    const user = new EnrolledUser();
    user.store.remote.before('putPending', () => user.addVersion(NEXT, ['AWSPENDING'], '{"state":"enrolled"}'));

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'try-again-later',
      message: expect.stringMatching(/has a value already/),
    });
    expect(user.emnify.ids('pending')).toEqual([]);
  });
});

describe('a code', () => {
  it('waits for the next time-step, and its first second, where this one is nearly over', async () => {
    const user = new EnrolledUser();
    user.clock.advance(18_000);
    await user.step('createSecret');

    expect(user.clock.slept).toEqual([3_000]);
  });

  it('waits for nothing else', async () => {
    const user = new EnrolledUser();
    await user.step('createSecret');

    expect(user.clock.slept).toEqual([]);
  });
});
