import { mayBeUnderWay } from '../attempts.ts';
import { TryAgainLater } from '../errors.ts';
import { observeSecret } from '../reconcile/observe.ts';
import type { ObservedSecret } from '../reconcile/observed.ts';
import { holder } from '../reconcile/recorded.ts';
import type { SessionFacts, SessionPorts } from '../user-session.ts';

/** The timeout of an invocation of `rotate-key`: a rotation that began before may be storing a key until then. */
const INVOCATION_MS = 60_000;

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
  const current = holder(secret.versions, 'AWSCURRENT');
  const pending = holder(secret.versions, 'AWSPENDING');
  const isYoung = pending !== undefined && pending.id !== current?.id && now - (pending.createdAt ?? 0) < INVOCATION_MS;
  if (isYoung || mayBeUnderWay(secret.memory.attempts, now)) {
    throw new TryAgainLater(
      `${user}: a rotation was under way a moment ago, and may be making a key: it is held, and offboarding goes on when it is ` +
        'asked for again in a minute',
    );
  }
  return secret;
}
