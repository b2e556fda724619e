import { describe, expect, it } from 'vitest';
import { EnrolledUser, FIRST, HOUR, NEXT, version } from '../support/enrolled-user.ts';

const MINUTE = 60_000;

describe('a pending key that nothing records', () => {
  const orphan = (age: number): EnrolledUser => {
    const user = new EnrolledUser();
    user.emnify.addKey(25, 'pending', age);
    return user;
  };

  it('is deleted once nobody can be storing it any more, and a key is made', async () => {
    const user = orphan(2 * MINUTE);

    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.emnify.keys.map(({ id }) => id)).toEqual([20, 30]);
    expect(user.journal.of('orphan-deleted')).toMatchObject([{ keyId: 25, outcome: 'ok' }]);
  });

  it('is left alone while another invocation may be storing it', async () => {
    const user = orphan(MINUTE);

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'try-again-later',
      message: expect.stringMatching(/it is too young/),
    });
    expect(user.emnify.ids('pending')).toEqual([25]);
    expect(user.sent()).toEqual([]);
  });

  it('is left alone where it has no date', async () => {
    const user = orphan(0);
    user.emnify.keys = user.emnify.keys.map(({ createdAt: _, ...key }) => key);

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'try-again-later',
      message: expect.stringMatching(/it is undated/),
    });
  });

  it('is deleted with all others, and each once although a list still shows it', async () => {
    const user = orphan(2 * MINUTE);
    user.emnify.addKey(26, 'pending', 2 * MINUTE);
    user.emnify.remote.after('deleteKey', () => user.emnify.addKey(25, 'pending', 2 * MINUTE));

    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.emnify.remote.calls.filter((call) => call.startsWith('deleteKey'))).toEqual([
      'deleteKey 25',
      'deleteKey 26',
    ]);
  });

  it('was deleted by somebody else: that is told, and no error', async () => {
    const user = orphan(2 * MINUTE);
    user.emnify.remote.before('deleteKey', () => {
      user.emnify.keys = user.emnify.keys.filter(({ id }) => id !== 25);
    });

    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.journal.of('orphan-deleted')).toMatchObject([
      { keyId: 25, outcome: 'skipped', reason: 'gone-already' },
    ]);
  });

  it('is none where a version that lost no label, or a tag, records it', async () => {
    const user = orphan(2 * MINUTE);
    user.addVersion(version('older'), ['AWSPREVIOUS'], user.keyValue(25));
    user.emnify.addKey(26, 'pending', 2 * MINUTE);
    user.setTag('superseded/26', '2026-11-30T09:00:10.000Z');
    user.emnify.addKey(27, 'pending', 2 * MINUTE);
    user.addVersion(version('mark'), ['mine'], '{"state":"enrolled","takeOver":[27]}');

    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.emnify.ids('pending')).toEqual([25, 26, 27]);
  });

  it('is none where the current version records it', async () => {
    const user = orphan(2 * MINUTE);
    user.addVersion(FIRST, ['AWSCURRENT'], '{"state":"enrolled","takeOver":[25]}');

    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.emnify.ids('pending')).toEqual([25]);
  });

  it('is none of ours where the version was given it meanwhile', async () => {
    const user = orphan(2 * MINUTE);
    user.emnify.remote.after('user', () => user.addVersion(NEXT, ['AWSPENDING'], user.keyValue(25)));

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'try-again-later',
      message: expect.stringMatching(/given its value/),
    });
    expect(user.emnify.ids('pending')).toEqual([25]);
  });

  it('shows that the password of an attempt before it was accepted', async () => {
    const user = orphan(2 * MINUTE);
    user.setTag('attempts', 'unanswered=2 refused=0 at=2026-11-23T07:58:01.000Z');
    user.emnify.keys = user.emnify.keys.map((key) => ({ ...key, createdAt: Date.parse('2026-11-23T07:58:00Z') }));

    let onRecord: string | undefined;
    user.emnify.remote.before('createKey', () => {
      onRecord = user.tag('attempts');
    });
    await user.step('createSecret');
    expect(onRecord).toBe('unanswered=1 refused=0 at=2026-11-23T09:00:10.000Z');
  });

  it('shows nothing of an attempt that was made after it', async () => {
    const user = orphan(2 * HOUR);
    user.setTag('attempts', 'unanswered=1 refused=0 at=2026-11-23T07:00:11.001Z');
    let onRecord: string | undefined;
    user.emnify.remote.before('createKey', () => {
      onRecord = user.tag('attempts');
    });
    await user.step('createSecret');

    expect(onRecord).toBe('unanswered=2 refused=0 at=2026-11-23T09:00:10.000Z');
  });
});
