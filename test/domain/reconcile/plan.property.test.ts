import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Action, type FindingKind, plan } from '../../../functions/domain/reconcile/plan.ts';
import { type Situation, situation, toldInAnotherOrder } from './support/arbitraries.ts';
import { applyToModel } from './support/model.ts';
import { whyNeverDeleted } from './support/never-deleted.ts';

const RUNS = { numRuns: 2000 };

const planOf = ({ observed, policy, now }: Situation) => plan(observed, policy, now);

/** Actions after which other labels are in force, so that the next run sees another world. */
const MOVES_LABELS: ReadonlySet<Action['kind']> = new Set(['drop-pending', 'resume']);

describe('a plan, whatever is observed', () => {
  it('deletes no key that a rule protects', () => {
    fc.assert(
      fc.property(situation, (seen) => {
        for (const action of planOf(seen).actions) {
          if (action.kind === 'delete-key') expect(whyNeverDeleted(seen, action.keyId)).toBeUndefined();
        }
      }),
      RUNS,
    );
  });

  it('leaves nothing to plan once it is carried out', () => {
    fc.assert(
      fc.property(situation, (seen) => {
        const first = planOf(seen);
        fc.pre(!first.actions.some(({ kind }) => MOVES_LABELS.has(kind)));
        const after = { ...seen, observed: applyToModel(seen, first) };

        expect(planOf(after).actions).toEqual([]);
      }),
      RUNS,
    );
  });

  it('leaves nothing to plan after one more run where it moved a label first', () => {
    // What the label kept from being judged is judged then: keys by the new labels, a rotation behind the one that was stuck.
    fc.assert(
      fc.property(situation, (seen) => {
        const second = { ...seen, observed: applyToModel(seen, planOf(seen)) };
        const third = { ...second, observed: applyToModel(second, planOf(second)) };

        expect(planOf(third).actions).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is the same in whatever order it was told', () => {
    fc.assert(
      fc.property(toldInAnotherOrder, ([one, other]) => {
        expect(planOf(other)).toEqual(planOf(one));
      }),
      RUNS,
    );
  });

  it('takes back nothing in the same breath: each key, device and version has one action at most', () => {
    fc.assert(
      fc.property(situation, (seen) => {
        const subjects = planOf(seen).actions.map((action) => {
          if ('keyId' in action) return `key ${action.keyId}`;
          return 'deviceId' in action ? `device ${action.deviceId}` : 'the rotation';
        });

        expect(new Set(subjects).size).toBe(subjects.length);
      }),
      RUNS,
    );
  });

  it('gives every action and finding its reason, on one line', () => {
    fc.assert(
      fc.property(situation, (seen) => {
        const { actions, findings } = planOf(seen);
        const sentences = [...actions.map(({ reason }) => reason), ...findings.map(({ detail }) => detail)];

        for (const sentence of sentences) expect(sentence).toMatch(/^\S.*\S$/);
        expect(sentences.join()).not.toMatch(/undefined|NaN|Infinity|Invalid|[\r\n]/);
      }),
      RUNS,
    );
  });
});

describe('a plan without dates', () => {
  const undated = situation.map((seen): Situation => {
    const { account, secret } = seen.observed;
    const keys = account?.keys?.map(({ id, status }) => ({ id, ...(status && { status }) }));
    const superseded = new Map([...secret.memory.superseded.keys()].map((id) => [id, Number.POSITIVE_INFINITY]));
    const memory = { ...secret.memory, superseded };
    const unreadableTags = [...superseded.keys()].map((id) => `tag superseded/${id}: expected a date`);
    const observed = {
      ...seen.observed,
      secret: { ...secret, memory, unreadableTags },
      ...(account && { account: { ...account, ...(keys && { keys }) } }),
    };
    return { ...seen, observed, policy: { ...seen.policy, endGrace: false } };
  });

  it('deletes no key', () => {
    fc.assert(
      fc.property(undated, (seen) => {
        expect(planOf(seen).actions.filter(({ kind }) => kind === 'delete-key')).toEqual([]);
      }),
      RUNS,
    );
  });

  it('names every pending key that nothing records, and every tag whose date cannot be read', () => {
    fc.assert(
      fc.property(undated, (seen) => {
        const { account, hold, secret } = seen.observed;
        fc.pre(hold === undefined);
        const { findings } = planOf(seen);
        const recorded = new Set<number>([
          ...secret.versions.flatMap(({ value }) => (value.state === 'key' ? [value.keyId] : [])),
          ...secret.versions.flatMap(({ value }) => (value.state === 'enrolled' ? value.takeOver : [])),
          ...secret.memory.superseded.keys(),
          ...(secret.memory.proven === undefined ? [] : [secret.memory.proven]),
        ]);
        const lost = (account?.keys ?? []).filter(({ id, status }) => status === 'pending' && !recorded.has(id));

        for (const { id } of lost)
          expect(findings).toContainEqual(expect.objectContaining({ kind: 'undated-key', keyId: id }));
        for (const detail of secret.unreadableTags) expect(findings).toContainEqual({ kind: 'unreadable-tag', detail });
      }),
      RUNS,
    );
  });
});

describe('a plan under a hold', () => {
  const held = situation.map((seen): Situation => ({ ...seen, observed: { ...seen.observed, hold: 'held' } }));

  it('asks nothing of emnify and starts nothing: at most a leftover AWSPENDING is taken off', () => {
    fc.assert(
      fc.property(held, (seen) => {
        expect(planOf(seen).actions.filter(({ kind }) => kind !== 'drop-pending')).toEqual([]);
      }),
      RUNS,
    );
  });

  it('says so first', () => {
    fc.assert(
      fc.property(held, (seen) => {
        expect(planOf(seen).findings[0]).toEqual({ kind: 'hold-in-force', detail: 'held' });
      }),
    );
  });
});

describe('the situations that these properties are tried on', () => {
  it('lead to every kind of action and of finding, so that no property holds for want of cases', () => {
    const plans = fc.sample(situation, { numRuns: 3000, seed: 20261123 }).map(planOf);
    const actions = new Set(
      plans.flatMap((planned) => planned.actions.map((action) => ('because' in action ? action.because : action.kind))),
    );
    const findings = new Set(plans.flatMap((planned) => planned.findings.map(({ kind }) => kind)));
    const everyFinding: Readonly<Record<FindingKind, true>> = {
      'clock-skew': true,
      'current-key-missing': true,
      'hold-in-force': true,
      'keys-not-shown': true,
      'pending-key-unrecorded': true,
      'rotation-disabled': true,
      'rotation-overdue': true,
      'rotation-stuck': true,
      'superseded-key-overdue': true,
      'undated-device': true,
      'undated-key': true,
      'unknown-key-status': true,
      'unmanaged-key': true,
      'unreadable-tag': true,
      'unreadable-value': true,
    };

    expect([...actions].toSorted()).toEqual([
      'delete-device',
      'drop-pending',
      'orphan',
      'resume',
      'rotate',
      'superseded',
      'tag',
      'untag',
    ]);
    expect([...findings].toSorted()).toEqual(Object.keys(everyFinding));
  });
});
