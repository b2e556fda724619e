import type { EnrolmentAnswer } from '../../functions/domain/enrolment/answer.ts';
import type { KeyId } from '../../functions/domain/identifiers.ts';
import type { Session } from '../session.ts';

type ExistingKey = NonNullable<EnrolmentAnswer['checks']['unmanagedKeys']>[number];

/**
 * Names the keys that somebody else set up, and asks what becomes of each.
 * @returns those that the first rotation supersedes: they stop working when its grace period ends
 */
export async function decideTakeOver({ ask, say }: Session, keys: readonly ExistingKey[]): Promise<readonly KeyId[]> {
  say('The account has keys that this deployment does not manage. Whoever has their secret can sign in.');
  const taken: KeyId[] = [];
  for (const { id, activatedAt, createdAt } of keys) {
    const since = (activatedAt ?? createdAt)?.slice(0, 'YYYY-MM-DD'.length);
    const which = since === undefined ? `key ${id}` : `key ${id} of ${since}`;
    const question = `Take over ${which}? It stops working when the first grace period ends.`;
    if (await ask.confirm(question, 'Add --take-over with key ids, or --leave-keys.')) taken.push(id);
  }
  return taken;
}
