import { describe, expect, it } from 'vitest';
import { diagnose as diagnoseFor } from '../../../cli/model/diagnose.ts';
import { ReconcileReport } from '../../../cli/model/reconcile-report.ts';
import type { Hold } from '../../../functions/domain/attempts.ts';
import { VersionId } from '../../../functions/domain/identifiers.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const HOUR = 3_600_000;
const [FIRST, SECOND] = ['1', '2'].map((digit) => digit.repeat(36));

interface Facts {
  readonly versions?: readonly object[];
  readonly keys?: readonly object[] | undefined;
  readonly plan?: { readonly actions?: readonly object[]; readonly findings?: readonly object[] };
  readonly unreadableTags?: readonly string[];
  readonly rotationEnabled?: boolean;
}

const CURRENT = { id: FIRST, labels: ['AWSCURRENT'], state: 'key', keyId: 701 };
const ACTIVE = { id: 701, status: 'active' };

/** Of a user whose key 701 is current and active, but for what is said. */
function report({
  versions = [CURRENT],
  plan = {},
  unreadableTags = [],
  rotationEnabled = true,
  ...facts
}: Facts = {}) {
  const keys = 'keys' in facts ? facts.keys : [ACTIVE];
  return ReconcileReport.parse({
    user: 'alice',
    dryRun: true,
    found: { versions, rotationEnabled, unreadableTags, account: { keys, devices: [], serverTime: NOW } },
    plan: { actions: [], findings: [], ...plan },
    done: [],
    verifiedGone: { keys: [], devices: [] },
  });
}

function pending(facts: object, age = HOUR) {
  return [CURRENT, { id: SECOND, labels: ['AWSPENDING'], createdAt: NOW - age, ...facts }];
}

const command = (words: string) => `emnify-mfa ${words} --local`;

function diagnose(found: ReconcileReport, hold: Hold | undefined, now: number) {
  return diagnoseFor(found, hold, now, command);
}

describe('a diagnosis', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(diagnose(report(), undefined, NOW)).toMatchObject({ kind: 'healthy', remedy: { kind: 'none' } });
  });

  it.each([
    ['AWSPENDING without a value', { state: 'none' }, [ACTIVE], 'pending-without-value', 'reconcile'],
    [
      'a live key',
      { state: 'key', keyId: 702 },
      [ACTIVE, { id: 702, status: 'active' }],
      'pending-live-key',
      'reconcile',
    ],
    ['a dead key', { state: 'key', keyId: 702 }, [ACTIVE], 'pending-dead-key', 'drop-and-rotate'],
    [
      'a key that is pending',
      { state: 'key', keyId: 702 },
      [ACTIVE, { id: 702, status: 'pending' }],
      'pending-key',
      'reconcile',
    ],
    ['a key, and no list of keys', { state: 'key', keyId: 702 }, undefined, 'pending-key', 'reconcile'],
    ['a value that cannot be read', { state: 'unreadable' }, [ACTIVE], 'pending-unreadable', 'drop-and-rotate'],
  ])('of a rotation that stopped with %s', (_, version, keys, kind, remedy) => {
    const found = diagnose(report({ versions: pending(version), keys }), undefined, NOW);
    expect(found).toMatchObject({ kind, remedy: { kind: remedy } });
  });

  it('leaves a rotation alone that began less than a quarter of an hour ago', () => {
    const versions = pending({ state: 'none' }, HOUR / 4);
    expect(diagnose(report({ versions }), undefined, NOW)).toMatchObject({
      kind: 'rotation-under-way',
      remedy: { kind: 'none' },
    });
  });

  it('does nothing under a hold that ends by itself or by new credentials, and offers to release one of an operator', () => {
    const remedyOf = (hold: Hold) => diagnose(report(), hold, NOW).remedy.kind;
    expect(remedyOf({ kind: 'lockout', until: NOW + HOUR })).toBe('none');
    expect(remedyOf({ kind: 'code', until: NOW + HOUR })).toBe('none');
    expect(remedyOf({ kind: 'credentials', refusedVersion: VersionId.parse(FIRST) })).toBe('none');
    expect(remedyOf({ kind: 'operator' })).toBe('release');
  });

  it('names the whole command that ends a hold, or what it waits for', () => {
    const adviceOf = (hold: Hold) => diagnose(report(), hold, NOW).advice;
    expect(adviceOf({ kind: 'credentials', refusedVersion: VersionId.parse(FIRST) })).toContain(
      'emnify-mfa enroll alice --replace-credentials --local',
    );
    expect(adviceOf({ kind: 'offboarding', deletesKeys: false })).toContain('emnify-mfa offboard alice --local');
    expect(adviceOf({ kind: 'offboarding', deletesKeys: true })).toContain('emnify-mfa enroll alice --local');
  });

  it('puts a hold before a stopped rotation: nothing may be sent', () => {
    const versions = pending({ state: 'none' });
    expect(diagnose(report({ versions }), { kind: 'operator' }, NOW).kind).toBe('hold');
  });

  it('lets nobody guess what an unreadable tag meant', () => {
    const found = diagnose(
      report({ unreadableTags: ['tag emnify-mfa:hold: expected ...'] }),
      { kind: 'operator' },
      NOW,
    );
    expect(found).toMatchObject({ kind: 'unreadable-tag', remedy: { kind: 'none' } });
  });

  describe('of a value of AWSCURRENT that cannot be read', () => {
    const broken = { id: SECOND, labels: ['AWSCURRENT'], state: 'unreadable' };
    const previous = { id: FIRST, labels: ['AWSPREVIOUS'], state: 'key', keyId: 701 };

    it('goes back to the version before, whose key is active', () => {
      const found = diagnose(report({ versions: [broken, previous] }), undefined, NOW);
      expect(found.remedy).toEqual({ kind: 'restore-current', from: SECOND, to: FIRST });
    });

    it('does not go back to a key that emnify no longer has', () => {
      const keys = [{ id: 709, status: 'active' }];
      const found = diagnose(report({ versions: [broken, previous], keys }), undefined, NOW);
      expect(found).toMatchObject({ kind: 'current-unreadable', remedy: { kind: 'none' } });
    });

    it.each([
      ['that is pending', [{ id: 701, status: 'pending' }]],
      ['whose status emnify does not tell', [{ id: 701 }]],
      ['where emnify shows no list of keys', undefined],
    ])('does not go back to a key %s: AWSCURRENT moves only to one that was seen active', (_, keys) => {
      const found = diagnose(report({ versions: [broken, previous], keys }), undefined, NOW);
      expect(found).toMatchObject({ kind: 'current-unreadable', remedy: { kind: 'none' } });
      expect(found.advice).toContain('key 701 of the version before is not seen active');
    });

    it('does not go back where emnify could not be asked', () => {
      const { found, ...rest } = report({ versions: [broken, previous] });
      const { account: _, ...unseen } = found;
      expect(diagnose({ ...rest, found: unseen }, undefined, NOW).remedy.kind).toBe('none');
    });

    it('does not go back where there is nothing before', () => {
      expect(diagnose(report({ versions: [broken] }), undefined, NOW).remedy.kind).toBe('none');
    });
  });

  it('rotates where the current key is missing at emnify, and where there is none yet', () => {
    const findings = [{ kind: 'current-key-missing', detail: 'the key of AWSCURRENT, 701, is not seen active' }];
    expect(diagnose(report({ plan: { findings }, keys: [] }), undefined, NOW)).toMatchObject({
      kind: 'current-key-missing',
      remedy: { kind: 'rotate' },
    });
    const enrolled = [{ id: FIRST, labels: ['AWSCURRENT'], state: 'enrolled' }];
    expect(diagnose(report({ versions: enrolled }), undefined, NOW)).toMatchObject({
      kind: 'no-key-yet',
      remedy: { kind: 'rotate' },
    });
  });

  describe('of an account of which emnify shows no key', () => {
    const findings = [{ kind: 'keys-not-shown', detail: 'emnify shows this user no list of keys' }];

    it('is not that nothing is broken: where we have a key, it may have been deleted, and a rotation makes another', () => {
      const found = diagnose(report({ plan: { findings }, keys: undefined }), undefined, NOW);
      expect(found).toMatchObject({ kind: 'keys-not-shown', remedy: { kind: 'rotate' } });
      expect(found.what).toContain('it was deleted, or the role may not see keys');
    });

    it('is no more than that rotation is off, where it is off', () => {
      const found = diagnose(report({ plan: { findings }, keys: undefined, rotationEnabled: false }), undefined, NOW);
      expect(found).toMatchObject({ kind: 'rotation-disabled', remedy: { kind: 'none' } });
    });

    it('is what an account looks like that has no key yet', () => {
      const enrolled = [{ id: FIRST, labels: ['AWSCURRENT'], state: 'enrolled' }];
      const found = diagnose(report({ versions: enrolled, plan: { findings }, keys: undefined }), undefined, NOW);
      expect(found).toMatchObject({ kind: 'no-key-yet', remedy: { kind: 'rotate' } });
    });
  });

  it('never says that nothing is broken where anything was found', () => {
    const findings = [{ kind: 'unmanaged-key', detail: 'key 709 is active and not ours' }];
    expect(diagnose(report({ plan: { findings } }), undefined, NOW)).toMatchObject({
      kind: 'finding',
      what: 'Key 709 is active and not ours.',
      remedy: { kind: 'none' },
    });
  });

  it('says that rotation is off', () => {
    expect(diagnose(report({ rotationEnabled: false }), undefined, NOW).kind).toBe('rotation-disabled');
  });

  it('offers to do now what waits for the night', () => {
    const actions = [{ kind: 'delete-device', deviceId: 30_001, reason: 'it is stale' }];
    expect(diagnose(report({ plan: { actions } }), undefined, NOW)).toMatchObject({
      kind: 'something-to-do',
      remedy: { kind: 'reconcile' },
    });
  });
});
