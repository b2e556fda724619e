import { mayBeUnderWay } from '../attempts.ts';
import { TryAgainLater } from '../errors.ts';
import { observeSecret } from '../reconcile/observe.ts';
import type { ObservedSecret } from '../reconcile/observed.ts';
import { isBeginning } from '../reconcile/recorded.ts';
import type { SessionFacts, SessionPorts } from '../user-session.ts';

/**
 * The key secret, once nobody can be making another key any more: rotation is off, the hold lets nothing more be sent, and what was
 * under way has had its time.
 * @throws TryAgainLater before that
 */
export async function settledSecret(
  { user, keySecretId }: Pick<SessionFacts, 'user' | 'keySecretId'>,
  { store, clock }: Pick<SessionPorts, 'store' | 'clock'>,
): Promise<ObservedSecret> {
  const secret = await observeSecret(store, keySecretId);
  const now = clock.now();
  if (isBeginning(secret.versions, now) || mayBeUnderWay(secret.memory.attempts, now)) {
    throw new TryAgainLater(
      `${user}: a rotation was under way a moment ago, and may be making a key: it is held, and offboarding goes on when it is ` +
        'asked for again in a minute',
    );
  }
  return secret;
}
