import { describe, expect, it } from 'vitest';
import { EnrolledUser, FIRST, NEXT, version } from '../support/enrolled-user.ts';

describe('labels and values under which no step may run', () => {
  it('refuse a version that was current before, whatever else it holds', async () => {
    const user = new EnrolledUser();
    user.secret.versions.get(NEXT)?.labels.add('AWSPREVIOUS');

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'not-rotatable',
      message: expect.stringMatching(/holds AWSPREVIOUS/),
    });
    expect(user.emnify.remote.calls).toEqual([]);
  });

  it('refuse a version without a label, and one that nobody knows', async () => {
    const user = new EnrolledUser();
    user.secret.versions.get(NEXT)?.labels.clear();

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'not-rotatable',
      message: expect.stringMatching(/hold AWSPENDING/),
    });
    expect(await user.step('createSecret', version('other'))).toMatchObject({ kind: 'not-rotatable' });
  });

  it('refuse a version with a label of somebody else only', async () => {
    const user = new EnrolledUser();
    user.secret.versions.get(NEXT)?.labels.clear();
    user.secret.versions.get(NEXT)?.labels.add('mine');

    expect(await user.step('createSecret')).toMatchObject({ kind: 'not-rotatable' });
  });

  it('ask for an enrolment where AWSCURRENT has no value', async () => {
    const user = new EnrolledUser();
    user.addVersion(FIRST, ['AWSCURRENT']);

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'unreadable-state',
      message: expect.stringMatching(/enrol the user/),
    });
    expect(user.emnify.remote.calls).toEqual([]);
  });

  it('ask for credentials where their secret has no value', async () => {
    const user = new EnrolledUser();
    user.store.secret('emnify-mfa/robot/credentials').versions.clear();

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'unreadable-state',
      message: expect.stringMatching(/^emnify-mfa\/robot\/credentials: expected a value.*emnify-mfa enroll/),
    });
    expect(user.emnify.remote.calls).toEqual([]);
  });

  it('find AWSCURRENT wherever it stands among the labels', async () => {
    const user = new EnrolledUser();
    user.secret.versions.delete(FIRST);
    user.addVersion(version('older'), ['AWSPREVIOUS'], user.keyValue(15));
    user.addVersion(FIRST, ['AWSCURRENT'], user.keyValue(20));
    await user.step('finishSecret');

    expect(user.tag('superseded/20')).toBeDefined();
    expect(user.tag('superseded/15')).toBeUndefined();
  });

  it('refuse a pending version that holds the mark of an enrolment', async () => {
    const user = new EnrolledUser();
    user.addVersion(NEXT, ['AWSPENDING'], '{"state":"enrolled"}');

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'unreadable-state',
      message: expect.stringMatching(/take AWSPENDING off/),
    });
    expect(user.emnify.remote.calls).toEqual([]);
  });
});

describe('a probe, which is testSecret alone', () => {
  it.each<[string, (user: EnrolledUser) => void]>([
    ['without a value', () => undefined],
    ['with the current value', (user) => user.addVersion(NEXT, ['AWSPENDING'], user.keyValue(20))],
    ['with the mark of an enrolment', (user) => user.addVersion(NEXT, ['AWSPENDING'], '{"state":"enrolled"}')],
  ])('on a version %s authenticates and changes nothing', async (_what, prepare) => {
    const user = new EnrolledUser();
    prepare(user);

    expect(await user.step('testSecret')).toBeUndefined();
    expect(user.emnify.remote.calls).toEqual(['authenticate']);
    expect(user.store.remote.calls.filter((call) => !/^(describe|read)/.test(call))).toEqual([]);
    expect(user.journal.of('probed')).toMatchObject([{ outcome: 'ok' }]);
  });

  it('is none where the version holds another key, which it then climbs with', async () => {
    const user = new EnrolledUser();
    user.addVersion(NEXT, ['AWSPENDING'], user.keyValue(25));
    user.emnify.addKey(25, 'pending');

    expect(await user.step('testSecret')).toBeUndefined();
    expect(user.emnify.ids('active')).toEqual([20, 25]);
  });

  it('is none where the user has no key yet and the version holds the first', async () => {
    const user = new EnrolledUser();
    user.addVersion(FIRST, ['AWSCURRENT'], '{"state":"enrolled"}');
    user.addVersion(NEXT, ['AWSPENDING'], user.keyValue(20));
    user.emnify.keys = [];
    user.emnify.addKey(20, 'pending');

    expect(await user.step('testSecret')).toBeUndefined();
    expect(user.emnify.ids('active')).toEqual([20]);
  });
});
