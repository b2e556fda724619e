import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../functions/domain/store-errors.ts';
import { DAY, EnrolledUser, FIRST, HOUR, NEXT } from '../support/enrolled-user.ts';
import { failing } from '../support/remote.ts';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

async function rotated(user = new EnrolledUser()): Promise<EnrolledUser> {
  for (const step of STEPS) expect(await user.step(step)).toBeUndefined();
  return user;
}

describe('promotion', () => {
  it('puts the old key on record before AWSCURRENT leaves it', async () => {
    const user = new EnrolledUser();
    let onRecord: string | undefined;
    user.store.remote.before('moveCurrent', () => {
      onRecord = user.tag('superseded/20');
    });
    await rotated(user);

    expect(onRecord).toBe('2026-11-24T09:00:10.000Z');
  });

  it('begins the grace when AWSCURRENT moves, not when an earlier try wrote the tag', async () => {
    const user = new EnrolledUser();
    user.store.remote.before('moveCurrent', failing(new StoreUnavailable('down', 'UpdateSecretVersionStage', 'x')));
    expect(await user.step('finishSecret')).toMatchObject({ kind: 'store-unavailable' });
    user.clock.advance(HOUR);
    await user.step('finishSecret');

    expect(user.tag('superseded/20')).toBe('2026-11-24T10:00:10.000Z');
  });

  it.each([
    [new StoreUnavailable('down', 'CreateSchedule', 'x'), 'store-unavailable'],
    [new TypeError('a bug'), 'unexpected-failure'],
  ])('goes on without a schedule, and tells why: %s', async (failure, reason) => {
    const user = new EnrolledUser();
    user.retirementFailure = failure;
    await rotated(user);

    expect(user.store.holder('emnify-mfa/robot/key', 'AWSCURRENT')).toBe(NEXT);
    expect(user.journal.of('retirement-scheduled')).toMatchObject([{ outcome: 'failed', keyId: 20, reason }]);
  });

  it('supersedes the keys that enrolment took over, each with a run of its own', async () => {
    const user = new EnrolledUser();
    user.addVersion(FIRST, ['AWSCURRENT'], '{"state":"enrolled","takeOver":[11,12]}');
    await rotated(user);

    expect(user.tag('superseded/11')).toBe('2026-11-24T09:00:10.000Z');
    expect(user.tag('superseded/12')).toBe('2026-11-24T09:00:10.000Z');
    expect(user.retirements).toHaveLength(2);
  });

  it('supersedes nothing for a user without a key, and writes no tag for it', async () => {
    const user = new EnrolledUser();
    user.addVersion(FIRST, ['AWSCURRENT'], '{"state":"enrolled"}');
    user.emnify.keys = [];
    await rotated(user);

    expect(user.retirements).toEqual([]);
    expect(user.journal.of('key-superseded')).toEqual([]);
    expect(user.store.remote.calls.filter((call) => call === 'tag')).toEqual([]);
  });

  it('never supersedes the key that it promotes', async () => {
    const user = new EnrolledUser();
    user.addVersion(NEXT, ['AWSPENDING'], user.keyValue(20));
    expect(await user.step('finishSecret')).toBeUndefined();

    expect(user.tag('superseded/20')).toBeUndefined();
    expect(user.retirements).toEqual([]);
  });
});

describe('a key that an earlier rotation proved and that lost its label by hand', () => {
  it('is put on record as superseded before the proof of the next one takes its place', async () => {
    const user = new EnrolledUser();
    user.setTag('proven', '15');
    await user.step('createSecret');

    expect(user.tag('superseded/15')).toBe('2026-11-24T09:00:10.000Z');
    expect(user.journal.of('key-superseded')).toMatchObject([{ keyId: 15, outcome: 'ok' }]);
  });

  it('keeps the deadline that it has', async () => {
    const user = new EnrolledUser();
    user.setTag('proven', '15');
    const before = new Date(user.clock.now() - DAY).toISOString();
    user.setTag('superseded/15', before);
    await user.step('createSecret');

    expect(user.tag('superseded/15')).toBe(before);
  });

  it.each([
    ['the current key', '20'],
    ['the new key itself', '30'],
  ])('is none where it is %s', async (_which, proven) => {
    const user = new EnrolledUser();
    user.setTag('proven', proven);
    await user.step('createSecret');

    expect(user.tag(`superseded/${proven}`)).toBeUndefined();
    expect(user.journal.of('key-superseded')).toEqual([]);
  });
});
