import { describe, expect, it } from 'vitest';
import { KeyId } from '../../../functions/domain/identifiers.ts';
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
  pending,
  SECOND,
  UNREADABLE,
  version,
} from './support/observations.ts';

const deleted = (circumstances: Circumstances, policy: { readonly endGrace?: boolean } = {}) =>
  actionsIn(circumstances, policy).flatMap((action) => (action.kind === 'delete-key' ? [action.keyId] : []));

/** Key 10 is superseded, its grace is over, and nothing else is amiss. */
const DUE = { keys: [active(10), active(20)], superseded: { 10: NOW - DAY } };

const CURRENT = version('AWSCURRENT', holding(20));

describe('a superseded key', () => {
  it('is retired once its grace is over, which the following rules have exceptions to', () => {
    expect(deleted(DUE)).toEqual([10]);
  });

  it('is retired at the very end of its grace, and is kept a millisecond before', () => {
    expect(deleted({ ...DUE, superseded: { 10: NOW } })).toEqual([10]);
    expect(deleted({ ...DUE, superseded: { 10: NOW + 1 } })).toEqual([]);
  });

  it('is retired before its deadline where the end of the grace is asked for', () => {
    expect(deleted({ ...DUE, superseded: { 10: NOW + DAY } }, { endGrace: true })).toEqual([10]);
  });

  it('is kept while its deadline cannot be read, also where the end of the grace is asked for', () => {
    const unreadable = { ...DUE, superseded: { 10: Number.POSITIVE_INFINITY } };

    expect(deleted(unreadable)).toEqual([]);
    expect(deleted(unreadable, { endGrace: true })).toEqual([]);
  });

  it('is kept while its deadline is no date at all', () => {
    expect(deleted({ ...DUE, superseded: { 10: Number.NaN } })).toEqual([]);
  });

  it('gets its grace first where no tag gives it a deadline', () => {
    const versions = [CURRENT, version('AWSPREVIOUS', holding(10))];

    expect(deleted({ keys: DUE.keys, versions })).toEqual([]);
  });
});

describe('never deleted', () => {
  it('is the key of AWSCURRENT, whatever a tag says of it', () => {
    expect(deleted({ superseded: { 20: NOW - DAY } })).toEqual([]);
    expect(deleted({ superseded: { 20: NOW - DAY } }, { endGrace: true })).toEqual([]);
  });

  it('is the key of AWSPENDING, whatever a tag says of it', () => {
    const versions = [CURRENT, version('AWSPENDING', holding(10), MINUTE)];

    expect(deleted({ ...DUE, versions })).toEqual([]);
    expect(deleted({ ...DUE, versions }, { endGrace: true })).toEqual([]);
  });

  it('is an active key that nothing records, however old', () => {
    expect(deleted({ keys: [active(10, NOW - 900 * DAY), active(20)] })).toEqual([]);
    expect(deleted({ keys: [active(10, NOW - 900 * DAY), active(20)] }, { endGrace: true })).toEqual([]);
  });

  it('is a key whose status no document names, though a tag records it', () => {
    const [, current] = DUE.keys;
    const unknown = { id: KeyId.parse(10), status: 'unknown' } as const;

    expect(deleted({ ...DUE, keys: [unknown, ...(current ? [current] : [])] }, { endGrace: true })).toEqual([]);
  });

  it('is any key while AWSCURRENT cannot be read', () => {
    expect(deleted({ ...DUE, versions: [version('AWSCURRENT', UNREADABLE)] })).toEqual([]);
  });

  it('is any key while AWSCURRENT holds no key but the mark of an enrolment', () => {
    expect(deleted({ ...DUE, versions: [version('AWSCURRENT', ENROLLED, MINUTE)] })).toEqual([]);
  });

  it('is any key while no version holds AWSCURRENT', () => {
    expect(deleted({ ...DUE, versions: [version('AWSPREVIOUS', holding(20))] })).toEqual([]);
  });

  it("is any key while AWSCURRENT's key is not listed", () => {
    expect(deleted({ ...DUE, keys: [active(10)] })).toEqual([]);
  });

  it("is any key while AWSCURRENT's key is listed and not as active", () => {
    const { activatedAt: _activatedAt, status: _status, ...undocumented } = active(20);

    expect(deleted({ ...DUE, keys: [active(10), pending(20, DAY)] })).toEqual([]);
    expect(deleted({ ...DUE, keys: [active(10), undocumented] })).toEqual([]);
  });

  it('is any key while emnify shows no list', () => {
    expect(deleted({ ...DUE, keys: 'not shown' }, { endGrace: true })).toEqual([]);
  });

  it('is any key while AWSPENDING cannot be read, since it could be the key of that', () => {
    const versions = [CURRENT, version('AWSPENDING', UNREADABLE, MINUTE)];

    expect(deleted({ ...DUE, versions })).toEqual([]);
  });

  it('is any key under a hold, even if emnify was read before the hold', () => {
    expect(deleted({ ...DUE, hold: 'held until an operator releases it' })).toEqual([]);
  });
});

describe('a pending key that nothing records', () => {
  const keys = (age?: number) => [active(20), pending(30, age)];

  it('is swept once no invocation can be storing it any more', () => {
    expect(deleted({ keys: keys(64 * SECOND) })).toEqual([30]);
  });

  it('is kept while it is younger than an invocation may last', () => {
    expect(deleted({ keys: keys(60 * SECOND) })).toEqual([]);
  });

  it("is as old as emnify's clock says, not ours", () => {
    expect(deleted({ keys: keys(50 * SECOND), serverTime: NOW + 30 * SECOND })).toEqual([30]);
    expect(deleted({ keys: keys(80 * SECOND), serverTime: NOW - 30 * SECOND })).toEqual([]);
  });

  it('is kept where emnify sends no date', () => {
    expect(deleted({ keys: keys() })).toEqual([]);
  });

  it('is kept while any version cannot be read, since that could record it', () => {
    const versions = [CURRENT, version('AWSPREVIOUS', UNREADABLE)];

    expect(deleted({ keys: keys(DAY), versions })).toEqual([]);
  });

  it.each([
    ['a version', { versions: [CURRENT, version('backup', holding(30))] }],
    [
      'a key taken over',
      { versions: [CURRENT, version('AWSPREVIOUS', { state: 'enrolled', takeOver: [KeyId.parse(30)] })] },
    ],
    ['a superseded tag', { superseded: { 30: NOW - DAY } }],
    ['the proven tag', { proven: 30 }],
  ] as const)('is kept where %s records it after all', (_what, circumstances) => {
    expect(deleted({ keys: keys(DAY), ...circumstances })).toEqual([]);
  });

  it('is reported where it is old and yet kept', () => {
    const lost = findingsIn({ keys: [pending(30, DAY)] });

    expect(lost.map(({ kind }) => kind)).toEqual(['current-key-missing', 'pending-key-unrecorded']);
    expect(lost.at(-1)?.detail).toContain('not seen active');
  });
});

describe('the observation that these examples start from', () => {
  it('asks for nothing and finds nothing', () => {
    expect(observation().account?.keys).toHaveLength(1);
    expect(actionsIn({})).toEqual([]);
    expect(findingsIn({})).toEqual([]);
  });
});
