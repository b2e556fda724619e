import { describe, expect, it } from 'vitest';
import { rotationsOf } from '../../../cli/report/rotations.ts';
import { line, VERSIONS } from './support/evidence.ts';

const [version] = VERSIONS;
const arn = 'arn:aws:sts::111122223333:assumed-role/operator/kim';
const stored = line(9, { event: 'rung-reached', rung: 'stored', version, keyId: 702 });
const promoted = line(8, { event: 'rung-reached', rung: 'promoted', version, keyId: 702 });
const failed = line(8, { event: 'step-finished', outcome: 'failed', version, reason: 'refused' });

describe('a rotation', () => {
  it('is finished once AWSCURRENT has moved, also where steps failed on the way', () => {
    const [rotation] = rotationsOf([stored, failed, failed, promoted]);
    expect(rotation).toMatchObject({ outcome: 'finished', failures: 2, failure: 'refused', keyId: 702 });
    expect(rotation?.rungs).toEqual({ stored: stored.at, promoted: promoted.at });
  });

  it('has failed where the last that is on record is a failure', () => {
    expect(rotationsOf([stored, failed])).toMatchObject([{ outcome: 'failed', failure: 'refused' }]);
  });

  it('is under way where it has neither ended nor failed', () => {
    expect(rotationsOf([failed, stored])).toMatchObject([{ outcome: 'under way' }]);
  });

  it.each(['pending-dropped', 'pending-key-gone'])('is abandoned where AWSPENDING was taken off: %s', (event) => {
    expect(rotationsOf([stored, line(7, { event, version })])).toMatchObject([{ outcome: 'abandoned' }]);
    const inVain = line(7, { event, version, outcome: 'failed', reason: 'store-refused' });
    expect(rotationsOf([stored, inVain])).toMatchObject([{ outcome: 'failed' }]);
  });

  it('reached a rung when it first did', () => {
    const again = line(7, { event: 'rung-reached', rung: 'stored', version, keyId: 702 });
    expect(rotationsOf([stored, again])[0]?.rungs.stored).toBe(stored.at);
  });

  it('tells what became of the key before', () => {
    const superseded = line(8, { event: 'key-superseded', version, keyId: 701 });
    const others = line(2, { event: 'key-retired', keyId: 701, user: 'bob' });
    expect(rotationsOf([stored, superseded, promoted, others])[0]?.superseded).toEqual({ keyId: 701 });
    const retired = line(1, { event: 'key-retired', keyId: 701 });
    expect(rotationsOf([stored, superseded, promoted, retired])[0]?.superseded).toEqual({
      keyId: 701,
      retiredAt: retired.at,
    });
    const inVain = line(1, { event: 'key-retired', keyId: 701, outcome: 'failed' });
    expect(rotationsOf([stored, superseded, promoted, inVain])[0]?.superseded).toEqual({ keyId: 701 });
  });

  it('is none where the credentials were only tried, and none where AWSCURRENT was put back', () => {
    const probe = [line(9, { event: 'probed', version }), line(9, { event: 'step-finished', version })];
    expect(rotationsOf(probe)).toEqual([]);
    expect(rotationsOf([line(9, { event: 'current-restored', version })])).toEqual([]);
  });
});

describe('who asked for a rotation', () => {
  const asked = (...lines: Parameters<typeof rotationsOf>[0]) => rotationsOf(lines)[0]?.asked;

  it('is the operator whose line names its version', () => {
    const request = line(9.1, {
      service: 'emnify-mfa',
      event: 'rotation-requested',
      version,
      requestedBy: arn,
      reason: 'x',
    });
    expect(asked(request, stored)).toEqual({ by: 'operator', arn, reason: 'x' });
  });

  it('is a fleet run, whose line names the version, too', () => {
    expect(asked(line(9.1, { service: 'rotate-fleet', event: 'rotation-started', version }), stored)).toEqual({
      by: 'rotate-fleet',
    });
  });

  it('is the reconcile or the enrolment of the same user just before, which name none', () => {
    const reconcile = { service: 'reconcile-user', event: 'rotation-started', reason: 'overdue' };
    expect(asked(line(9.1, reconcile), stored)).toEqual({ by: 'reconcile-user', reason: 'overdue' });
    const enrolment = { service: 'enroll-user', event: 'rotation-configured', reason: 'cron(…), and once now' };
    expect(asked(line(9.1, enrolment), stored)).toEqual({ by: 'enroll-user' });
  });

  it('is the reconcile or the enrolment for one rotation only, the first that begins after it', () => {
    const enrolment = { service: 'enroll-user', event: 'rotation-configured', reason: 'cron(…), and once now' };
    const later = line(8.9, { event: 'rung-reached', rung: 'stored', version: VERSIONS[1], keyId: 703 });
    const [first, second] = rotationsOf([line(9.1, enrolment), stored, later]);
    expect(first?.asked).toEqual({ by: 'enroll-user' });
    expect(second?.asked).toBeUndefined();
    const twice = rotationsOf([line(9.1, enrolment), stored, line(8.95, enrolment), later]);
    expect(twice.map(({ asked: it }) => it?.by)).toEqual(['enroll-user', 'enroll-user']);
  });

  it('is not on record where the schedule did, or somebody without the command', () => {
    expect(asked(stored)).toBeUndefined();
    const reconcile = { service: 'reconcile-user', event: 'rotation-started' };
    expect(asked(line(10, reconcile), stored)).toBeUndefined();
    expect(asked(line(9.1, { ...reconcile, user: 'bob' }), stored)).toBeUndefined();
    expect(asked(line(9.1, { ...reconcile, outcome: 'failed' }), stored)).toBeUndefined();
    expect(asked(stored, line(8.9, reconcile))).toBeUndefined();
    const without = { service: 'enroll-user', event: 'rotation-configured', reason: 'cron(…)' };
    expect(asked(line(9.1, without), stored)).toBeUndefined();
  });
});
