import { chapters } from './chapters/all.ts';
import type { Chapter, Facts } from './chapters/chapter.ts';
import type { RunDocument } from './document.ts';
import { expectations } from './expectations.ts';
import { invariantChecks } from './invariant-checks.ts';
import { outcomeOf } from './outcome.ts';
import { isQuiet } from './quiet.ts';
import type { Stage } from './stage.ts';

/** Plays the chapters in order, however it shows that they are under way. */
export type Performance = (chapters: readonly Chapter[], stage: Stage) => Promise<readonly Facts[]>;

/** Plays the whole story on a stage that was just set. @throws Error where a chapter could not be played to its end */
export async function play(stage: Stage, perform: Performance): Promise<RunDocument> {
  const told = document(stage, await perform(chapters, stage));
  const expected = expectations(told);
  const invariants = invariantChecks(stage, told);
  const ok =
    told.rotations.every(({ outcome }) => outcome === 'succeeded') &&
    expected.every(({ met }) => met) &&
    invariants.every(({ holds }) => holds);
  return { ...told, expectations: expected, invariants: [...invariants], ok };
}

function document(stage: Stage, facts: readonly Facts[]): Omit<RunDocument, 'expectations' | 'invariants' | 'ok'> {
  const { secrets, dailySchedule } = only(facts, 'enrolled');
  const rotations = facts.flatMap((fact) => {
    if (fact.kind === 'passed') return fact.rotations;
    return fact.kind === 'rotation' ? [fact.rotation] : [];
  });
  const runs = facts.flatMap((fact) => (fact.kind === 'passed' ? fact.reconciles : []));
  const reconciles = runs.filter((run) => !isQuiet(run));
  const [broken] = facts.flatMap((fact) => (fact.kind === 'broken' ? [fact.rotation] : []));
  const [closingAudit] = facts.flatMap((fact) => (fact.kind === 'audit' ? [fact.audit] : []));
  return {
    before: only(facts, 'before').user,
    enrolled: [...secrets],
    dailySchedule,
    rotations,
    ...(broken === undefined ? {} : { broken }),
    reconciles,
    quietReconciles: runs.length - reconciles.length,
    ...outcomeOf(stage, reconciles, broken),
    ...(closingAudit === undefined ? {} : { closingAudit }),
    after: only(facts, 'after').user,
    secret: only(facts, 'secret').secret,
  };
}

function only<Kind extends Facts['kind']>(facts: readonly Facts[], kind: Kind): Extract<Facts, { kind: Kind }> {
  const isOfKind = (fact: Facts): fact is Extract<Facts, { kind: Kind }> => fact.kind === kind;
  const [fact] = facts.filter(isOfKind);
  if (fact === undefined) throw new Error(`expected a chapter to tell of: ${kind}`);
  return fact;
}
