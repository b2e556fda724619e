import { describe, expect, it } from 'vitest';
import { BadCredentials } from '../../../functions/domain/emnify-errors.ts';
import { UserId } from '../../../functions/domain/identifiers.ts';
import type { RotationRules } from '../../../functions/domain/ports.ts';
import { DAY, EnrolledUser, FIRST, KEY_SECRET, NEXT, version } from '../support/enrolled-user.ts';
import { CALL } from '../support/fake-emnify.ts';
import { failing } from '../support/remote.ts';
import { changes, enrolled, RULES } from './support/enrolment.ts';

describe('the same request again', () => {
  const configured = (): EnrolledUser => {
    const user = new EnrolledUser();
    user.secret.versions.delete(NEXT);
    user.secret.facts = { rotation: RULES };
    return user;
  };

  it('changes nothing of a user who has a key and the same schedule', async () => {
    const user = configured();
    const answer = await enrolled(user, {}, { dailyChanged: false });

    expect(changes).toEqual(['daily']);
    expect(answer).toMatchObject({ rotatesNow: false, takeOver: [], keySecretArn: KEY_SECRET });
    expect(user.journal.entries).toEqual([
      { event: 'daily-run-scheduled', user: 'robot', outcome: 'skipped', reason: 'as-before' },
    ]);
  });

  it.each<[string, Partial<RotationRules>]>([
    ['function', { functionArn: 'arn:other' }],
    ['expression', { expression: 'rate(60 days)' }],
    ['window', { duration: '2h' }],
  ])('corrects another %s, and does not rotate for it', async (_what, other) => {
    const user = configured();
    user.secret.facts = { rotation: { ...RULES, ...other } };
    await enrolled(user);

    expect(changes).toEqual(['daily', `configure ${KEY_SECRET} rate(30 days) 1h later`]);
    expect(user.journal.of('rotation-configured')).toMatchObject([{ reason: 'rate(30 days)' }]);
  });

  it('turns rotation on again where it is off', async () => {
    const user = configured();
    user.secret.facts = { rotation: RULES, rotationEnabled: false };
    await enrolled(user);

    expect(changes).toContain(`configure ${KEY_SECRET} rate(30 days) 1h later`);
  });

  it('rotates at once a user whose key emnify no longer shows as active', async () => {
    const user = configured();
    user.emnify.keys = [];
    user.emnify.addKey(99, 'active', DAY);

    expect(await enrolled(user, { takeOver: undefined })).toMatchObject({ rotatesNow: true });
  });

  it('does not where emnify shows no list', async () => {
    const user = configured();
    user.emnify.showsKeys = false;

    expect(await enrolled(user)).toMatchObject({ rotatesNow: false });
  });

  it('goes on where an earlier one has left the mark of an enrolment', async () => {
    const user = configured();
    user.emnify.addKey(11, 'active', DAY);
    user.addVersion(FIRST, ['AWSCURRENT'], '{"state":"enrolled","takeOver":[11]}');

    expect(await enrolled(user, { takeOver: [11] })).toMatchObject({ takeOver: [11], rotatesNow: true });
    expect(changes).toEqual(['daily', `configure ${KEY_SECRET} rate(30 days) 1h now`]);
  });

  const waiting = (age: number): EnrolledUser => {
    const user = configured();
    user.addVersion(FIRST, ['AWSCURRENT'], '{"state":"enrolled"}');
    user.emnify.keys = [];
    user.addVersion(NEXT, ['AWSPENDING'], undefined, age);
    return user;
  };

  it('asks for no second rotation while the first has only just begun', async () => {
    expect(await enrolled(waiting(59_999))).toMatchObject({ rotatesNow: true });
    expect(changes).toEqual(['daily']);
  });

  it('asks again where the first has had its time, or was stopped by a hold', async () => {
    const held = waiting(1_000);
    held.setTag('hold', `credentials version=${version('refused')}`);
    for (const user of [waiting(60_000), held]) {
      await enrolled(user);
      expect(changes).toEqual(['daily', `configure ${KEY_SECRET} rate(30 days) 1h now`]);
    }
  });

  it('ends the hold of an offboarding before anything rotates, and says so', async () => {
    const user = configured();
    user.setTag('offboarding', 'keep-keys');
    user.secret.facts = { rotation: RULES, rotationEnabled: false };
    await enrolled(user);

    expect(user.tag('offboarding')).toBe('none');
    expect(user.journal.of('hold-ended')).toMatchObject([{ outcome: 'ok', reason: 'the user is taken in again' }]);
  });

  it('puts on record which credentials it has looked at', async () => {
    const user = configured();
    user.writeCredentials(version('renewed'));
    await enrolled(user);

    expect(user.tag('owner')).toBe(`version=${version('renewed')}`);
    expect(user.journal.of('hold-ended')).toEqual([]);
  });

  it.each([[[12]], [[]], [[11, 12]]])('cannot decide otherwise about the keys to take over: %j', async (takeOver) => {
    const user = configured();
    user.addVersion(FIRST, ['AWSCURRENT'], '{"state":"enrolled","takeOver":[11]}');

    await expect(enrolled(user, { takeOver })).rejects.toThrow(
      /was enrolled to take over key 11, and the request says/,
    );
    expect(user.emnify.remote.calls).toEqual([]);
  });

  it.each<[string, (user: EnrolledUser) => void]>([
    ['superseded', (user) => user.setTag('superseded/11', '2026-11-30T09:00:00.000Z')],
    [
      'named by the first version',
      (user) => user.addVersion(version('mark'), ['AWSPREVIOUS'], '{"state":"enrolled","takeOver":[11]}'),
    ],
  ])('may name keys that were taken over since and are %s', async (_how, prepare) => {
    const user = configured();
    prepare(user);

    expect(await enrolled(user, { takeOver: [11] })).toMatchObject({ outcome: 'enrolled', takeOver: [] });
    await expect(enrolled(user, { takeOver: [12] })).rejects.toThrow('take over key 11, and the request says key 12');
  });

  it('is refused where the credentials are of another account than the key', async () => {
    const user = configured();
    user.emnify.userId = UserId.parse(8);

    await expect(enrolled(user)).rejects.toThrow('sign in as emnify user 8');
    expect(changes).toEqual([]);
  });

  it('is refused under a hold, and raises one where the token is refused', async () => {
    const held = configured();
    held.setTag('hold', 'operator');
    await expect(enrolled(held)).rejects.toThrow('held until an operator releases it');
    expect(held.emnify.remote.calls).toEqual([]);

    const refused = configured();
    refused.emnify.remote.before('keyTypes', failing(new BadCredentials('token', CALL)));
    await expect(enrolled(refused)).rejects.toThrow('token');
    expect(refused.tag('hold')).toMatch(/^credentials version=/);
  });

  it('waits where a rotation is under way under another schedule', async () => {
    const user = configured();
    user.secret.facts = { rotation: { ...RULES, expression: 'rate(60 days)' } };

    await expect(enrolled(user, {}, { underWay: true })).rejects.toThrow(
      'until it has ended AWS takes no other schedule',
    );
  });

  it('does not where that schedule is this one', async () => {
    const user = configured();
    user.addVersion(FIRST, ['AWSCURRENT'], '{"state":"enrolled"}');

    expect(await enrolled(user, {}, { underWay: true })).toMatchObject({ outcome: 'enrolled' });
  });
});
