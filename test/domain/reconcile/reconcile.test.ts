import { describe, expect, it } from 'vitest';
import { Unavailable } from '../../../functions/domain/emnify-errors.ts';
import { UserId } from '../../../functions/domain/identifiers.ts';
import { DAY, type EnrolledUser, FIRST, HOUR, KEY_SECRET, NEXT, version } from '../support/enrolled-user.ts';
import { CALL } from '../support/fake-emnify.ts';
import { failing } from '../support/remote.ts';
import { failureOf, run, settledUser, writes } from './support/run.ts';

/** Key 15 was superseded, and its grace has ended. */
function withRetired(user: EnrolledUser = settledUser()): EnrolledUser {
  user.emnify.addKey(15, 'active', 40 * DAY);
  user.setTag('superseded/15', '2026-11-22T09:00:00.000Z');
  return user;
}

describe('a reconcile of a user with nothing to do', () => {
  it('changes nothing, and tells how old the key is and when the next rotation comes', async () => {
    const user = settledUser();
    user.secret.facts = { nextRotationAt: user.clock.now() + 20 * DAY, rotationPeriodMs: 30 * DAY };
    const report = await run(user);

    expect(report.plan).toEqual({ actions: [], findings: [] });
    expect(report.verifiedGone).toEqual({ keys: [], devices: [] });
    expect(writes(user)).toEqual([]);
    expect(user.emnify.remote.calls).toEqual(['authenticate', 'trustedDevices', 'user']);
    expect(user.journal.measures).toEqual(['KeyAgeDays 10 robot', 'DaysToNextRotation 20 robot']);
    expect(user.journal.entries).toMatchObject([{ event: 'reconciled', outcome: 'ok', user: 'robot' }]);
  });

  it('measures nothing that it does not know', async () => {
    const user = settledUser();
    user.addVersion(FIRST, ['AWSCURRENT'], '{"state":"enrolled"}');
    await run(user);

    expect(user.journal.measures).toEqual([]);
  });

  it('reports what it found, of a version no more than labels, state and id', async () => {
    const user = settledUser();
    user.addVersion(NEXT, ['mine', 'AWSPENDING']);
    user.addVersion(version('older'), ['AWSPREVIOUS'], 'not JSON');
    const { found } = await run(user, { dryRun: true });

    expect(found.versions).toEqual([
      { id: FIRST, labels: ['AWSCURRENT'], state: 'key', keyId: 20 },
      { id: NEXT, labels: ['AWSPENDING', 'mine'], state: 'none', createdAt: user.clock.now() },
      { id: version('older'), labels: ['AWSPREVIOUS'], state: 'unreadable' },
    ]);
    expect(found).toMatchObject({ rotationEnabled: true, unreadableTags: [], account: { userId: 7, devices: [] } });
  });
});

describe('credentials of another account than the current key', () => {
  it('are told to the operator, and nothing is planned from what they show', async () => {
    const user = withRetired();
    user.emnify.userId = UserId.parse(8);

    expect(await failureOf(run(user))).toMatchObject({ kind: 'operator-needed' });
    expect(user.emnify.ids('active')).toEqual([20, 15]);
  });
});

describe('a hold', () => {
  it('keeps emnify from being asked, and is a finding', async () => {
    const user = withRetired();
    user.setTag('superseded/15', '2026-11-21T09:00:00.000Z');
    user.setTag('hold', 'operator');
    const report = await run(user);

    expect(user.emnify.remote.calls).toEqual([]);
    expect(report.plan.findings).toMatchObject([
      { kind: 'hold-in-force', detail: expect.stringMatching(/^held until/) },
      { kind: 'superseded-key-overdue', keyId: 15 },
    ]);
    expect(report.found.account).toBeUndefined();
    expect(user.journal.of('finding:superseded-key-overdue')).toMatchObject([{ keyId: 15 }]);
  });

  it('that is raised while emnify is read counts too', async () => {
    const user = withRetired();
    user.emnify.remote.after('user', () => user.setTag('hold', 'operator'));
    const report = await run(user);

    expect(report.plan.findings[0]).toMatchObject({ kind: 'hold-in-force' });
    expect(report.plan.actions).toEqual([]);
    expect(report.found.account).toBeUndefined();
  });
});

describe('the secret', () => {
  it('whose AWSCURRENT was moved back has the newer key put on record as superseded', async () => {
    const user = settledUser();
    user.emnify.addKey(25, 'active', DAY);
    user.addVersion(NEXT, ['AWSPREVIOUS'], user.keyValue(25, DAY));
    const report = await run(user);

    expect(report.done).toMatchObject([{ action: { kind: 'tag', keyId: 25 }, outcome: 'done' }]);
    expect(user.tag('superseded/25')).toBe('2026-11-24T09:00:10.000Z');
    expect(user.journal.of('key-superseded')).toMatchObject([{ keyId: 25, outcome: 'ok' }]);
  });

  it('whose superseded key is gone has its tag removed', async () => {
    const user = settledUser();
    user.setTag('superseded/15', '2026-11-22T09:00:00.000Z');
    await run(user);

    expect(writes(user)).toEqual(['untag emnify-mfa:superseded/15']);
    expect(user.journal.of('superseded-tag-removed')).toMatchObject([
      { keyId: 15, reason: expect.stringMatching(/its tag has served/) },
    ]);
  });

  it('that holds AWSPENDING of a version of before loses it first, so that what it shields can be judged', async () => {
    const user = withRetired();
    user.addVersion(NEXT, ['AWSPREVIOUS', 'AWSPENDING'], user.keyValue(15));
    const report = await run(user);

    expect(report.plan.actions.map(({ kind }) => kind)).toEqual(['drop-pending', 'delete-key']);
    expect(report.done.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(user.secret.versions.get(NEXT)?.labels).toEqual(new Set(['AWSPREVIOUS']));
    expect(user.journal.of('pending-dropped')).toMatchObject([{ version: NEXT }]);
    expect(report.verifiedGone.keys).toEqual([15]);
  });

  it('keeps AWSPENDING in a dry run', async () => {
    const user = withRetired();
    user.addVersion(NEXT, ['AWSPREVIOUS', 'AWSPENDING'], user.keyValue(15));
    const report = await run(user, { dryRun: true });

    expect(report.plan.actions.map(({ kind }) => kind)).toEqual(['drop-pending']);
    expect(writes(user)).toEqual([]);
  });

  it('whose AWSPENDING cannot be taken off is left as it is', async () => {
    const user = withRetired();
    user.addVersion(NEXT, ['AWSPREVIOUS', 'AWSPENDING'], user.keyValue(15));
    user.store.remote.before('removePending', failing(new Unavailable('down', CALL)));

    expect(await failureOf(run(user))).toMatchObject({ kind: 'unavailable' });
    expect(user.emnify.ids('active')).toEqual([20, 15]);
  });

  it('whose rotation is overdue has one begun', async () => {
    const user = settledUser();
    user.secret.facts = { nextRotationAt: user.clock.now() - 2 * DAY };
    await run(user);

    expect(writes(user)).toEqual([`rotate ${KEY_SECRET}`]);
    expect(user.journal.of('rotation-started')).toMatchObject([{ outcome: 'ok' }]);
  });

  it('whose rotation of the first key is overdue since the enrolment has one begun', async () => {
    const user = settledUser();
    user.addVersion(FIRST, ['AWSCURRENT'], '{"state":"enrolled"}', 2 * DAY);
    user.secret.tags.delete('emnify-mfa:proven');
    await run(user);

    expect(writes(user)).toEqual([`rotate ${KEY_SECRET}`]);
  });

  it('whose rotation has stopped half-way is finished by rotate-key', async () => {
    const user = settledUser();
    user.addVersion(NEXT, ['AWSPENDING'], undefined, HOUR);
    await run(user);

    expect(writes(user)).toEqual([`finish ${KEY_SECRET} ${NEXT}`]);
    expect(user.journal.of('rotation-resumed')).toMatchObject([{ outcome: 'ok', version: NEXT }]);
  });

  it('is looked at again later where rotate-key could not finish', async () => {
    const user = settledUser();
    user.addVersion(NEXT, ['AWSPENDING'], undefined, HOUR);

    expect(await failureOf(run(user, { rotateKey: () => 'OperatorNeeded' }))).toMatchObject({
      kind: 'try-again-later',
      message: expect.stringMatching(/\(OperatorNeeded\)/),
    });
  });

  it('that cannot be read for a failure of AWS is not called unreadable', async () => {
    const user = settledUser();
    const down = new Unavailable('down', CALL);
    user.store.remote.before('read', () => undefined);
    user.store.remote.before('read', failing(down));

    expect(await failureOf(run(user))).toBe(down);
  });
});
