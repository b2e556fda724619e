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
  pending,
  version,
} from './support/observations.ts';

const CURRENT = version('AWSCURRENT', holding(20));
const kinds = (circumstances: Circumstances) => findingsIn(circumstances).map(({ kind }) => kind);

describe('a key that AWSCURRENT has left', () => {
  it('is deleted after its grace, with a reason that says when that ended', () => {
    expect(actionsIn({ keys: [active(10), active(20)], superseded: { 10: NOW - MINUTE } })).toEqual([
      {
        kind: 'delete-key',
        keyId: 10,
        because: 'superseded',
        reason: 'key 10 is superseded: AWSCURRENT has left it, and its grace period ended at 2026-11-23T08:59:00.000Z',
      },
    ]);
  });

  it('is deleted at once where an operator ends the grace, and the reason says so', () => {
    const actions = actionsIn({ keys: [active(10), active(20)], superseded: { 10: NOW + DAY } }, { endGrace: true });

    expect(actions).toMatchObject([{ kind: 'delete-key', keyId: 10, reason: expect.stringContaining('on request') }]);
  });

  it('is tagged with the end of a whole grace where an operator moved AWSCURRENT back by hand', () => {
    const versions = [CURRENT, version('AWSPREVIOUS', holding(21))];

    expect(actionsIn({ keys: [active(20), active(21)], versions, superseded: { 20: NOW + MINUTE } })).toMatchObject([
      { kind: 'tag', keyId: 21, deadline: NOW + DAY, reason: expect.stringContaining('2026-11-24T09:00:00.000Z') },
    ]);
  });

  it('is tagged where the proven tag alone still records it', () => {
    expect(actionsIn({ keys: [active(20), active(21)], proven: 21 })).toMatchObject([{ kind: 'tag', keyId: 21 }]);
  });

  it('is tagged where it was taken over at enrolment and the first promotion did not get to it', () => {
    const takenOver = version('AWSPREVIOUS', { state: 'enrolled', takeOver: [KeyId.parse(7)] });

    expect(actionsIn({ keys: [active(7), active(20)], versions: [CURRENT, takenOver] })).toMatchObject([
      { kind: 'tag', keyId: 7 },
    ]);
  });

  it('is not tagged before the first promotion: an enrolment alone takes nothing over yet', () => {
    const enrolled = version('AWSCURRENT', { state: 'enrolled', takeOver: [KeyId.parse(7)] }, MINUTE);

    expect(actionsIn({ keys: [active(7)], versions: [enrolled] })).toEqual([]);
  });
});

describe('the tag of a superseded key', () => {
  it('is removed once the list no longer shows the key', () => {
    expect(actionsIn({ superseded: { 11: NOW - DAY, 10: NOW - DAY } })).toEqual([
      { kind: 'untag', keyId: 10, reason: 'key 10 is gone at emnify: its tag has served' },
      { kind: 'untag', keyId: 11, reason: 'key 11 is gone at emnify: its tag has served' },
    ]);
  });

  it('stays while no list is shown, which proves nothing gone', () => {
    expect(actionsIn({ keys: 'not shown', superseded: { 10: NOW - DAY } })).toEqual([]);
  });

  it('stays while AWSCURRENT or AWSPENDING has that key, listed or not', () => {
    const versions = [CURRENT, version('AWSPENDING', holding(30), MINUTE)];

    expect(actionsIn({ keys: [active(5)], versions, superseded: { 20: NOW - DAY, 30: NOW - DAY } })).toEqual([]);
  });
});

describe('an orphan', () => {
  it('is swept, with a reason that says why nobody can use it', () => {
    expect(actionsIn({ keys: [active(20), pending(30, DAY)] })).toMatchObject([
      { kind: 'delete-key', keyId: 30, because: 'orphan', reason: expect.stringContaining('its secret was lost') },
    ]);
    expect(kinds({ keys: [active(20), pending(30, DAY)] })).toEqual([]);
  });

  it('that is young is reported and left to whoever may be enrolling', () => {
    expect(findingsIn({ keys: [active(20), pending(30, MINUTE)] })).toMatchObject([
      { kind: 'pending-key-unrecorded', keyId: 30, detail: expect.stringContaining('this minute') },
    ]);
  });

  it('that has no date is reported', () => {
    expect(findingsIn({ keys: [active(20), pending(30)] })).toMatchObject([{ kind: 'undated-key', keyId: 30 }]);
  });

  it('is none while AWSPENDING records it', () => {
    const versions = [CURRENT, version('AWSPENDING', holding(30), MINUTE)];

    expect(actionsIn({ keys: [active(20), pending(30, DAY)], versions })).toEqual([]);
    expect(kinds({ keys: [active(20), pending(30, DAY)], versions })).toEqual([]);
  });
});

describe('what an operator is told of keys', () => {
  it('names an active key that nothing records', () => {
    expect(findingsIn({ keys: [active(5), active(20)] })).toMatchObject([{ kind: 'unmanaged-key', keyId: 5 }]);
  });

  it("says where AWSCURRENT's key is not listed, and where it is pending still", () => {
    expect(findingsIn({ keys: [active(5)] })[0]).toMatchObject({ kind: 'current-key-missing', keyId: 20 });
    expect(findingsIn({ keys: [pending(20, DAY)] })).toMatchObject([{ kind: 'current-key-missing', keyId: 20 }]);
  });

  it('says where emnify shows no list, and does not call the current key missing for that', () => {
    expect(kinds({ keys: 'not shown' })).toEqual(['keys-not-shown']);
  });

  it('misses no current key of a user who has none yet', () => {
    expect(kinds({ keys: [active(5)], versions: [version('AWSCURRENT', ENROLLED, MINUTE)] })).toEqual([
      'unmanaged-key',
    ]);
  });

  it('names a key with a status that no document names, or with none', () => {
    const keys = [active(20), { id: KeyId.parse(5), status: 'unknown' } as const, { id: KeyId.parse(6) }];

    expect(findingsIn({ keys })).toMatchObject([
      { kind: 'unknown-key-status', keyId: 5 },
      { kind: 'unknown-key-status', keyId: 6 },
    ]);
    expect(actionsIn({ keys })).toEqual([]);
  });
});
