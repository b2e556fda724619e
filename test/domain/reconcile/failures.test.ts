import { describe, expect, it } from 'vitest';
import { LockedOut, Unavailable } from '../../../functions/domain/emnify-errors.ts';
import { DAY, type EnrolledUser, HOUR } from '../support/enrolled-user.ts';
import { CALL } from '../support/fake-emnify.ts';
import { failing } from '../support/remote.ts';
import { failureOf, run, settledUser } from './support/run.ts';

/** Key 15 was superseded, and its grace has ended. */
function withRetired(user: EnrolledUser = settledUser()): EnrolledUser {
  user.emnify.addKey(15, 'active', 40 * DAY);
  user.setTag('superseded/15', '2026-11-22T09:00:00.000Z');
  return user;
}

describe('a failure on the way', () => {
  const withTwo = (): EnrolledUser => {
    const user = withRetired();
    user.emnify.addDevice(3, 40 * DAY);
    return user;
  };

  it('does not keep the other actions from being tried, and is thrown in the end', async () => {
    const user = withTwo();
    const down = new Unavailable('down', CALL);
    user.emnify.remote.before('deleteKey', failing(down));

    expect(await failureOf(run(user))).toBe(down);
    expect(user.emnify.devices).toEqual([]);
    expect(user.journal.of('key-retired')).toMatchObject([{ outcome: 'failed', reason: 'unavailable' }]);
    expect(user.journal.of('reconciled')).toMatchObject([{ outcome: 'failed' }]);
    expect(user.tag('superseded/15')).toBeDefined();
  });

  it('is the first one that is thrown', async () => {
    const user = withTwo();
    const first = new Unavailable('first', CALL);
    user.emnify.remote.before('deleteKey', failing(first));
    user.emnify.remote.before('deleteTrustedDevice', failing(new Unavailable('second', CALL)));

    expect(await failureOf(run(user))).toBe(first);
  });

  it('is told as unexpected where it is none of ours', async () => {
    const user = withTwo();
    user.emnify.remote.before('deleteKey', failing(new TypeError('a bug')));
    await failureOf(run(user));

    expect(user.journal.of('key-retired')).toMatchObject([{ reason: 'unexpected-failure' }]);
  });

  it('that is a lockout ends the run: nothing more is sent, not even to look again', async () => {
    const user = withTwo();
    user.emnify.remote.before('deleteKey', failing(new LockedOut('locked', CALL, user.clock.now() + HOUR)));

    expect(await failureOf(run(user))).toMatchObject({ kind: 'locked-out' });
    expect(user.emnify.remote.calls.at(-1)).toBe('deleteKey 15');
    expect(user.journal.of('device-pruned')).toEqual([]);
  });
});
