import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../../cli/report/controls.ts';
import { everything, evidence, line, NOW, source, status } from './support/evidence.ts';

const DAY = 86_400_000;

describe('the age of a key', () => {
  it.each<[string, Parameters<typeof status>[1], string]>([
    ['younger than its schedule allows', {}, 'within'],
    ['a day too old, since a window may be late', { rotatedAt: NOW - 61 * DAY }, 'within'],
    ['older than that', { rotatedAt: NOW - 61 * DAY - 1 }, 'over'],
  ])('is held against the policy: %s', (_, facts, verdict) => {
    expect(evidence([], { users: [status('alice', facts)] }).keys).toMatchObject([{ verdict }]);
  });

  it('is nothing to judge where there is no key of ours, or no schedule', () => {
    const { rotatedAt: _one, ...never } = status('alice');
    const { rotationPeriodMs: _other, ...unscheduled } = status('bob');
    const { keys } = evidence([], { users: [never, unscheduled] });
    expect(keys.map(({ verdict, age }) => [verdict, age])).toEqual([
      ['none', undefined],
      ['none', 10 * DAY],
    ]);
  });
});

describe('a finding', () => {
  const seen = (hours: number, facts = {}) =>
    line(hours, { service: 'reconcile-user', event: 'finding:undated-key', function_request_id: 'one', ...facts });
  const end = (hours: number, facts = {}) =>
    line(hours, { service: 'reconcile-user', event: 'reconciled', function_request_id: 'two', ...facts });

  it('stands while no later run has ended, and that somebody should look is said', () => {
    const shown = evidence([seen(9), seen(8), end(8, { function_request_id: 'one' })]);
    expect(shown.findings).toMatchObject([
      { state: 'stands', times: 2, firstAt: seen(9).at, last: { at: seen(8).at } },
    ]);
    expect(shown.needsAttention).toBe(true);
  });

  it('is gone once a later run of the same user has ended without it', () => {
    const shown = evidence([seen(9), end(8)]);
    expect(shown.findings).toMatchObject([{ state: 'gone', goneAt: end(8).at }]);
    expect(shown.needsAttention).toBe(false);
    expect(evidence([seen(9), end(8, { user: 'bob' })]).findings).toMatchObject([{ state: 'stands' }]);
    expect(evidence([end(10), seen(9)]).findings).toMatchObject([{ state: 'stands' }]);
  });

  it('of a hold is gone once an operator has ended it; any other is not', () => {
    const release = line(8, { service: 'emnify-mfa', event: 'hold-released', requestedBy: 'arn' });
    const held = seen(9, { event: 'finding:hold-in-force' });
    expect(evidence([held, release]).findings).toMatchObject([{ state: 'gone', goneAt: release.at }]);
    expect(evidence([seen(9), release]).findings).toMatchObject([{ state: 'stands' }]);
    expect(evidence([held, { ...release, outcome: 'failed' }]).findings).toMatchObject([{ state: 'stands' }]);
  });

  it('of a hold is gone once an enrolment has ended it, which is shown among the holds', () => {
    const held = seen(9, { event: 'finding:hold-in-force' });
    const ended = line(8, { service: 'enroll-user', event: 'hold-ended', reason: 'the user is taken in again' });
    const shown = evidence([held, ended]);
    expect(shown.findings).toMatchObject([{ state: 'gone', goneAt: ended.at }]);
    expect(shown.holds).toEqual([ended]);
    expect(evidence([seen(9), ended]).findings).toMatchObject([{ state: 'stands' }]);
  });

  it('is watched by nobody once the user is let go', () => {
    const shown = evidence([seen(9, { user: 'gone' })]);
    expect(shown.findings).toMatchObject([{ state: 'unwatched' }]);
    expect(shown.departed).toEqual(['gone']);
    expect(shown.needsAttention).toBe(false);
  });

  it('is one for each key that it is about', () => {
    expect(evidence([seen(9, { keyId: 1 }), seen(8, { keyId: 2 })]).findings).toHaveLength(2);
  });
});

describe('what is withdrawn and pruned', () => {
  it('is what was deleted, and not what failed or was gone already', () => {
    const retired = { event: 'key-retired', keyId: 701 };
    const pruned = { event: 'device-pruned', deviceId: 30001 };
    const of = (outcome: string) => [line(9, { ...retired, outcome }), line(9, { ...pruned, outcome })];
    const shown = evidence([...of('failed'), ...of('skipped'), ...of('ok')]);
    expect(shown.withdrawn.map(({ outcome }) => outcome)).toEqual(['ok']);
    expect(shown.devices.map(({ outcome }) => outcome)).toEqual(['ok']);
    expect(shown.keys).toMatchObject([{ keysWithdrawn: 1, devicesPruned: 1 }]);
    expect(shown.failures).toHaveLength(2);
  });
});

describe('a gap', () => {
  it.each([
    ['a group that is not there', { state: 'missing' }, '/g: there is no such log group'],
    ['a group that may not be read', { state: 'refused', detail: 'No permission.' }, '/g could not be read'],
    ['a line of an unknown form', { unknown: 1 }, '/g: 1 line is of a form that this version does not know'],
    ['several', { unknown: 2 }, '/g: 2 lines are of a form'],
  ] as const)('is said, and somebody should look: %s', (_, facts, words) => {
    const shown = evidence([], { sources: [source('/g', facts)] });
    expect(shown.gaps.join()).toContain(words);
    expect(shown.needsAttention).toBe(true);
  });

  it('is none where all was read', () => {
    expect(evidence([], { sources: [source('/g')] })).toMatchObject({ gaps: [], needsAttention: false });
  });
});

it('a request for somebody whom nobody has enrolled makes them no user', () => {
  const typed = { service: 'emnify-mfa', event: 'code-requested', outcome: 'failed', user: 'nobody', requestedBy: 'a' };
  const inFleet = { service: 'rotate-fleet', event: 'fleet-user', outcome: 'failed', user: 'nobody' };
  expect(evidence([line(9, typed), line(8, inFleet)]).departed).toEqual([]);
});

it('every control is shown, with its lines and the latest of them', () => {
  const { controls, lines } = everything();
  expect(controls.map(({ control }) => control)).toEqual(CONTROLS.map(([control]) => control));
  expect(controls.at(-1)).toMatchObject({ control: 'A.8.15', lines: lines.length, latest: lines.at(-1)?.at });
  expect(controls.find(({ control }) => control === 'PCI DSS 8.3.9')).toMatchObject({ lines: 1 });
});
