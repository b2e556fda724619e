import { describe, expect, it } from 'vitest';
import { plan } from '../../../functions/domain/reconcile/plan.ts';
import {
  actionsIn,
  active,
  type Circumstances,
  DAY,
  ENROLLED,
  findingsIn,
  holding,
  MINUTE,
  NOW,
  observation,
  POLICY,
  SECOND,
  UNREADABLE,
  version,
  versionId,
} from './support/observations.ts';

const CURRENT = version('AWSCURRENT', holding(20));
const STUCK = version('AWSPENDING', { state: 'none' }, DAY);
const HOLD = 'held until an operator releases it';
const kinds = (circumstances: Circumstances) => findingsIn(circumstances).map(({ kind }) => kind);
const moves = (circumstances: Circumstances) => actionsIn(circumstances).map(({ kind }) => kind);

describe('a rotation that stopped half-way', () => {
  const stuck = (age?: number): Circumstances => ({
    versions: [CURRENT, version('AWSPENDING', { state: 'none' }, age)],
  });

  it('is climbed to its end after a quarter of an hour, and reported', () => {
    const circumstances = stuck(15 * MINUTE + 1);

    expect(actionsIn(circumstances)).toEqual([
      {
        kind: 'resume',
        versionId: versionId('AWSPENDING'),
        reason: `the rotation to version ${versionId('AWSPENDING')} has stopped half-way since 2026-11-23T08:44:59.999Z: climb on`,
      },
    ]);
    expect(findingsIn(circumstances)).toMatchObject([{ kind: 'rotation-stuck', versionId: versionId('AWSPENDING') }]);
  });

  it('is left to Secrets Manager until then', () => {
    expect(moves(stuck(15 * MINUTE))).toEqual([]);
    expect(kinds(stuck(15 * MINUTE))).toEqual([]);
  });

  it('is climbed where nobody knows since when it stands, for climbing twice does no harm', () => {
    expect(moves(stuck())).toEqual(['resume']);
  });

  it('is climbed with the value that it has', () => {
    expect(moves({ versions: [CURRENT, version('AWSPENDING', holding(30), DAY)] })).toEqual(['resume']);
  });

  it('is reported and not climbed under a hold', () => {
    expect(moves({ ...stuck(DAY), hold: HOLD })).toEqual([]);
    expect(kinds({ ...stuck(DAY), hold: HOLD })).toEqual(['hold-in-force', 'rotation-stuck']);
  });

  it('is reported and not climbed while its value cannot be read', () => {
    const versions = [CURRENT, version('AWSPENDING', UNREADABLE, DAY)];

    expect(moves({ versions })).toEqual([]);
    expect(kinds({ versions })).toEqual(['unreadable-value', 'rotation-stuck']);
  });

  it.each<[string, Circumstances]>([
    ['AWSCURRENT cannot be read', { versions: [version('AWSCURRENT', UNREADABLE), STUCK] }],
    ['AWSCURRENT has no value', { versions: [version('AWSCURRENT', { state: 'none' }), STUCK] }],
    ['no version holds AWSCURRENT', { versions: [STUCK] }],
    ['a tag cannot be read', { versions: [CURRENT, STUCK], secret: { unreadableTags: ['tag a: expected a date'] } }],
  ])('is reported and not climbed where rotate-key would refuse: %s', (_where, circumstances) => {
    expect(moves(circumstances)).toEqual([]);
    expect(kinds(circumstances)).toContain('rotation-stuck');
  });

  it('keeps an overdue rotation from being started beside it', () => {
    expect(moves({ ...stuck(MINUTE), secret: { nextRotationAt: NOW - 2 * DAY } })).toEqual([]);
  });

  it('is none where AWSPENDING is left on AWSCURRENT, as Secrets Manager leaves it', () => {
    expect(moves({ versions: [version('AWSCURRENT AWSPENDING', holding(20), DAY)] })).toEqual([]);
  });
});

describe('a leftover AWSPENDING is taken off', () => {
  it.each([
    ['a version that was current before', version('AWSPENDING AWSPREVIOUS', holding(10), MINUTE), 'was current before'],
    ['the mark of an enrolment', version('AWSPENDING', ENROLLED, MINUTE), 'the mark of an enrolment'],
    ['a copy of the current key', version('AWSPENDING', holding(20), MINUTE), 'the current key again'],
  ])('%s', (_what, leftover, why) => {
    const actions = actionsIn({ versions: [CURRENT, leftover] });

    expect(actions).toMatchObject([
      { kind: 'drop-pending', versionId: leftover.id, reason: expect.stringContaining(why) },
    ]);
  });

  it('under a hold too, since that asks emnify for nothing', () => {
    expect(moves({ versions: [CURRENT, version('AWSPENDING', ENROLLED, DAY)], hold: HOLD })).toEqual(['drop-pending']);
  });
});

describe('an overdue rotation', () => {
  const late = { secret: { nextRotationAt: NOW - DAY - 1 } };

  it('is started a day after its date, and reported', () => {
    expect(actionsIn(late)).toEqual([
      {
        kind: 'rotate',
        reason: 'the rotation of 2026-11-22T08:59:59.999Z did not happen, and no rotation is under way',
      },
    ]);
    expect(kinds(late)).toEqual(['rotation-overdue']);
  });

  it('has a day to happen by itself', () => {
    expect(moves({ secret: { nextRotationAt: NOW - DAY } })).toEqual([]);
  });

  it('shows in the age of the key too, whatever date the schedule gives', () => {
    const aged = (age: number): Circumstances => ({ versions: [version('AWSCURRENT', holding(20, age))] });

    expect(moves(aged(31 * DAY))).toEqual([]);
    expect(actionsIn(aged(31 * DAY + 1))[0]?.reason).toContain('the key is 31 days old, and 30 are allowed');
  });

  it('is reported and not started under a hold', () => {
    expect(moves({ ...late, hold: HOLD })).toEqual([]);
    expect(kinds({ ...late, hold: HOLD })).toEqual(['hold-in-force', 'rotation-overdue']);
  });

  it('is reported and not started while a tag cannot be read, since rotate-key would refuse', () => {
    const unreadable = { secret: { ...late.secret, unreadableTags: ['tag a: expected a date'] } };

    expect(moves(unreadable)).toEqual([]);
    expect(kinds(unreadable)).toEqual(['unreadable-tag', 'rotation-overdue']);
  });

  it('is not started where rotation is off, which is reported', () => {
    const off = { secret: { ...late.secret, rotationEnabled: false } };

    expect(moves(off)).toEqual([]);
    expect(kinds(off)).toEqual(['rotation-disabled']);
  });

  it('is not judged without dates', () => {
    const { account, secret, user } = observation({ versions: [version('AWSCURRENT', holding(20, 900 * DAY))] });
    const { nextRotationAt: _next, rotationPeriodMs: _period, ...undated } = secret;

    expect(plan({ user, secret: undated, ...(account && { account }) }, POLICY, NOW).actions).toEqual([]);
  });

  it('is not started while nobody can tell which key is current', () => {
    expect(moves({ ...late, versions: [version('AWSCURRENT', UNREADABLE)] })).toEqual([]);
  });

  it("is a user's first one, a day after enrolment", () => {
    const enrolled = (age?: number): Circumstances => ({ versions: [version('AWSCURRENT', ENROLLED, age)] });

    expect(moves(enrolled(DAY))).toEqual([]);
    expect(actionsIn(enrolled(DAY + 1))[0]?.reason).toContain('enrolled over a day ago and has no key yet');
    expect(moves({ ...enrolled(), secret: { createdAt: NOW - 2 * DAY } })).toEqual(['rotate']);
    expect(moves(enrolled())).toEqual([]);
  });
});

describe('what an operator is told besides', () => {
  it('says which hold is in force', () => {
    expect(findingsIn({ hold: HOLD })).toEqual([{ kind: 'hold-in-force', detail: HOLD }]);
  });

  it("says how far emnify's clock is off, from more than ten seconds on", () => {
    expect(kinds({ serverTime: NOW + 10 * SECOND })).toEqual([]);
    expect(findingsIn({ serverTime: NOW - 90 * SECOND })).toEqual([
      { kind: 'clock-skew', detail: "emnify's clock differs from ours by -90 s" },
    ]);
  });

  it('names each version that cannot be read, by its labels', () => {
    const versions = [CURRENT, version('backup', UNREADABLE), version('AWSPREVIOUS', UNREADABLE)];

    expect(findingsIn({ versions })).toMatchObject([
      { kind: 'unreadable-value', versionId: versionId('AWSPREVIOUS'), detail: expect.stringContaining('AWSPREVIOUS') },
      { kind: 'unreadable-value', versionId: versionId('backup'), detail: expect.stringContaining('backup') },
    ]);
  });

  it('says where no version with AWSCURRENT has a value, since nothing else would', () => {
    const emptied = { versions: [version('AWSCURRENT', { state: 'none' })], keys: [active(5)] };

    expect(findingsIn(emptied)).toContainEqual({
      kind: 'unreadable-value',
      versionId: versionId('AWSCURRENT'),
      detail: expect.stringContaining('enrol'),
    });
    expect(kinds({ versions: [], keys: [active(5)] })).toContain('unreadable-value');
  });

  it('names each tag that cannot be read', () => {
    const unreadableTags = ['tag b: expected a date', 'tag a: expected a number'];

    expect(findingsIn({ secret: { unreadableTags } })).toEqual([
      { kind: 'unreadable-tag', detail: 'tag a: expected a number' },
      { kind: 'unreadable-tag', detail: 'tag b: expected a date' },
    ]);
  });
});
