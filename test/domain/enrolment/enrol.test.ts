import { describe, expect, it } from 'vitest';
import { DAY, type EnrolledUser, KEY_SECRET } from '../support/enrolled-user.ts';
import { changes, enrolled, newcomer } from './support/enrolment.ts';

const SCHEDULE = { expression: 'rate(30 days)', duration: '1h' };

describe('the enrolment of a new user', () => {
  it('creates the key secret, the daily run, and a rotation that begins at once', async () => {
    const answer = await enrolled(newcomer());

    expect(changes).toEqual([
      `create ${KEY_SECRET} {"state":"enrolled"} app,emnify-mfa:user,emnify-mfa:owner`,
      'daily',
      `configure ${KEY_SECRET} rate(30 days) 1h now`,
    ]);
    expect(answer).toEqual({
      outcome: 'enrolled',
      user: 'robot',
      checks: { userId: 7, username: 'robot@example.com', clockSkewSeconds: 0 },
      keySecretArn: 'arn:key-secret',
      takeOver: [],
      schedule: SCHEDULE,
      rotatesNow: true,
    });
  });

  it('tells each change', async () => {
    const user = newcomer();
    await enrolled(user);

    expect(user.journal.entries).toEqual([
      { event: 'key-secret-created', user: 'robot', outcome: 'ok', reason: 'takes over no key' },
      { event: 'daily-run-scheduled', user: 'robot', outcome: 'ok' },
      { event: 'rotation-configured', user: 'robot', outcome: 'ok', reason: 'rate(30 days), and once now' },
    ]);
  });

  it('neither tries the password nor sends a code', async () => {
    const user = newcomer();
    await enrolled(user);

    expect(user.sent()).toEqual([]);
  });

  it('spreads rotations where the request names no schedule', async () => {
    const answer = await enrolled(newcomer(), { schedule: undefined });

    expect(answer).toMatchObject({ schedule: { expression: expect.stringMatching(/^cron\(/), duration: '1h' } });
  });

  it('gives way to another that was first', async () => {
    await expect(enrolled(newcomer(), {}, { created: false })).rejects.toThrow(
      'created by another enrolment meanwhile',
    );
    expect(changes).not.toContain('daily');
  });
});

describe('active keys that somebody made by hand', () => {
  const withKeys = (): EnrolledUser => {
    const user = newcomer();
    user.emnify.addKey(11, 'active', DAY);
    user.emnify.addKey(12, 'pending', DAY);
    return user;
  };

  it('ask for a decision, with their dates, and change nothing', async () => {
    const answer = await enrolled(withKeys());

    expect(answer).toMatchObject({
      outcome: 'decision-needed',
      checks: { unmanagedKeys: [{ id: 11, createdAt: '2026-11-22T09:00:10.000Z' }] },
    });
    expect(changes).toEqual([]);
  });

  it('are taken over where the request names them, which is on record', async () => {
    const user = withKeys();
    const answer = await enrolled(user, { takeOver: [11] });

    expect(answer).toMatchObject({ outcome: 'enrolled', takeOver: [11], checks: { unmanagedKeys: [] } });
    expect(changes[0]).toContain('{"state":"enrolled","takeOver":[11]}');
    expect(user.journal.of('key-secret-created')).toMatchObject([{ reason: 'takes over key 11' }]);
  });

  it('stay as they are where the request says to take over none', async () => {
    expect(await enrolled(withKeys(), { takeOver: [] })).toMatchObject({
      outcome: 'enrolled',
      takeOver: [],
      checks: { unmanagedKeys: [{ id: 11 }] },
    });
  });

  it.each([
    [[12], 'expected takeOver to name active keys of this user (11), and got 12'],
    [[11, 99], 'expected takeOver to name active keys of this user (11), and got 99'],
  ])('cannot be taken over as %j', async (takeOver, message) => {
    await expect(enrolled(withKeys(), { takeOver })).rejects.toThrow(message);
    expect(changes).toEqual([]);
  });

  it('cannot be taken over where emnify shows none', async () => {
    await expect(enrolled(newcomer(), { takeOver: [11] })).rejects.toThrow('enrol without takeOver');
  });

  it('cannot be taken over where none is active', async () => {
    const user = newcomer();
    user.emnify.addKey(12, 'pending', DAY);

    await expect(enrolled(user, { takeOver: [12] })).rejects.toThrow('(none), and got 12');
  });
});
