import { describe, expect, it } from 'vitest';
import { active, type Circumstances, DAY, findingsIn, holding, MINUTE, NOW, version } from './support/observations.ts';

const LATE = NOW - DAY - 61 * MINUTE;
const overdue = (circumstances: Circumstances) =>
  findingsIn(circumstances).flatMap(({ kind, keyId }) => (kind === 'superseded-key-overdue' ? [keyId] : []));

describe('a superseded key past its deadline', () => {
  it('is a finding once the scheduled run and the daily run have both left it alive', () => {
    expect(overdue({ keys: [active(10), active(20)], superseded: { 10: LATE } })).toEqual([10]);
  });

  it('is none while the next daily run may still retire it', () => {
    expect(overdue({ keys: [active(10), active(20)], superseded: { 10: NOW - DAY } })).toEqual([]);
  });

  it('is a finding under a hold too, when emnify is not asked', () => {
    expect(overdue({ hold: 'held by an operator', keys: 'not shown', superseded: { 10: LATE } })).toEqual([10]);
  });

  it('is a finding where emnify shows no list', () => {
    expect(overdue({ keys: 'not shown', superseded: { 10: LATE } })).toEqual([10]);
  });

  it('is none once emnify no longer has the key', () => {
    expect(overdue({ keys: [active(20)], superseded: { 10: LATE } })).toEqual([]);
  });

  it('is none where AWSCURRENT came back to the key', () => {
    const versions = [version('AWSCURRENT', holding(20)), version('AWSPREVIOUS', holding(10))];

    expect(overdue({ keys: [active(10), active(20)], versions, superseded: { 20: LATE } })).toEqual([]);
  });

  it('is none where the tag holds no date: that is a finding of its own', () => {
    expect(overdue({ keys: [active(10), active(20)], superseded: { 10: Number.POSITIVE_INFINITY } })).toEqual([]);
  });
});
