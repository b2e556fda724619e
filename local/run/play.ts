import { chapters } from './chapters/all.ts';
import type { Chapter, Facts } from './chapters/chapter.ts';
import type { RunDocument } from './document.ts';
import { invariantChecks } from './invariant-checks.ts';
import type { Stage } from './stage.ts';

/** Plays the chapters in order, however it shows that they are under way. */
export type Performance = (chapters: readonly Chapter[], stage: Stage) => Promise<readonly Facts[]>;

/** Plays the whole story on a stage that was just set. @throws Error where a chapter could not be played to its end */
export async function play(stage: Stage, perform: Performance): Promise<RunDocument> {
  const facts = await perform(chapters, stage);
  const [before, after] = [user(facts, 'before'), user(facts, 'after')];
  const enrolled = facts.flatMap((fact) => (fact.kind === 'enrolled' ? fact.secrets : []));
  const rotations = facts.flatMap((fact) => (fact.kind === 'rotation' ? [fact.rotation] : []));
  const [secret] = facts.flatMap((fact) => (fact.kind === 'secret' ? [fact.secret] : []));
  if (secret === undefined) throw new Error('expected a chapter to tell of the secret');
  const told = { before, enrolled, rotations, after, secret };
  const invariants = invariantChecks(stage, told);
  const ok = rotations.every(({ outcome }) => outcome === 'succeeded') && invariants.every(({ holds }) => holds);
  return { ...told, invariants: [...invariants], ok };
}

function user(facts: readonly Facts[], kind: 'before' | 'after') {
  for (const fact of facts) if (fact.kind === kind) return fact.user;
  throw new Error(`expected a chapter to tell of the user ${kind}`);
}
