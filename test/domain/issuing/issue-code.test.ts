import { describe, expect, it } from 'vitest';
import { issueCode } from '../../../functions/domain/issuing/issue-code.ts';
import { parseIssueCodeRequest } from '../../../functions/domain/issuing/request.ts';
import { EnrolledUser, FIRST } from '../support/enrolled-user.ts';

const REQUEST = parseIssueCodeRequest({ user: 'robot', reason: 'restore drill' });
const issue = (user: EnrolledUser) => issueCode(REQUEST, user.ports, { secretPrefix: 'emnify-mfa' });

describe('a code for a person', () => {
  it('is of the current key, and valid until its time-step ends', async () => {
    expect(await issue(new EnrolledUser())).toEqual({
      code: '123456',
      keyId: 20,
      validUntil: '2026-11-23T09:00:30.000Z',
    });
  });

  it('is on record, with the reason and without the code', async () => {
    const user = new EnrolledUser();
    await issue(user);

    expect(user.journal.entries).toEqual([
      { event: 'code-issued', user: 'robot', outcome: 'ok', keyId: 20, reason: 'restore drill' },
    ]);
    expect(user.journal.measures).toEqual(['CodeIssued 1']);
  });

  it('is of the next time-step where less than three seconds are left of this one', async () => {
    const user = new EnrolledUser();
    user.clock.advance(17_001);

    expect((await issue(user)).validUntil).toBe('2026-11-23T09:01:00.000Z');
    expect(user.clock.slept).toEqual([2_999]);
  });

  it('is of this time-step where three seconds are left', async () => {
    const user = new EnrolledUser();
    user.clock.advance(17_000);

    expect((await issue(user)).validUntil).toBe('2026-11-23T09:00:30.000Z');
    expect(user.clock.slept).toEqual([]);
  });

  it.each([
    [89_999, '2026-11-23T09:01:00.000Z', [20_000]],
    [90_000, '2026-11-23T09:00:30.000Z', []],
  ])('is none that may have activated the key: of one made %i ms ago', async (age, validUntil, slept) => {
    const user = new EnrolledUser();
    user.addVersion(FIRST, ['AWSCURRENT'], user.keyValue(20, age));

    expect((await issue(user)).validUntil).toBe(validUntil);
    expect(user.clock.slept).toEqual(slept);
  });

  it('is not waited for longer than an invocation may last', async () => {
    const user = new EnrolledUser();
    const long = user.keyValue(20, 1_000).replace('"period":30', '"period":300');
    user.addVersion(FIRST, ['AWSCURRENT'], long);

    await expect(issue(user)).rejects.toThrow('robot: the code of now may have activated the key; ask again in 290 s');
    expect(user.journal.entries).toEqual([]);
  });

  it('is of the step that was waited for, also where the timer fires early', async () => {
    const user = new EnrolledUser();
    user.clock.advance(18_000);
    user.clock.sleep = async (ms) => user.clock.advance(ms - 1);

    expect((await issue(user)).validUntil).toBe('2026-11-23T09:01:00.000Z');
  });

  it('is refused where the user is enrolled and has no key yet', async () => {
    const user = new EnrolledUser();
    user.addVersion(FIRST, ['AWSCURRENT'], '{"state":"enrolled"}');

    await expect(issue(user)).rejects.toThrow('emnify-mfa/robot/key: expected a key, and the user is enrolled but');
    expect(user.journal.entries).toEqual([]);
  });

  it('is refused where there is no value', async () => {
    const user = new EnrolledUser();
    user.secret.versions.clear();

    await expect(issue(user)).rejects.toThrow('emnify-mfa/robot/key: expected a key, and there is no such secret');
  });
});

describe('a request for a code', () => {
  it.each([
    undefined,
    { user: 'robot' },
    { user: 'robot', reason: '' },
    { user: 'robot', reason: '   ' },
    { user: 'robot', reason: 'two\nlines' },
    { user: 'robot', reason: 'x'.repeat(201) },
    { user: 'Robot', reason: 'drill' },
    { user: 'robot', reason: 'drill', step: 1 },
  ])('is refused as %j', (event) => {
    expect(() => parseIssueCodeRequest(event)).toThrow(/^code request: .*; expected \{"user": "<slug>", "reason"/);
  });
});
