import { atOnce } from '../at-once.ts';
import type { KeyId } from '../identifiers.ts';
import { isActive, visibleKeys } from '../keys.ts';
import { asideFromOffboarding, parseMemory } from '../memory.ts';
import type { EmnifyKey, EmnifyUser } from '../ports.ts';
import { refuseForeignAccount } from '../reconcile/owner.ts';
import { managedKeys } from '../reconcile/recorded.ts';
import { secretNames } from '../secret-names.ts';
import { readCredentials } from '../stored-credentials.ts';
import { KEYS_DELETED_TAG } from '../tag-names.ts';
import { readOwner } from '../token-owner.ts';
import { UserSession } from '../user-session.ts';
import type { EnrolmentAnswer } from './answer.ts';
import { type AccountSeen, checkAccount, keysInUse } from './check-account.ts';
import { type ExistingKeySecret, findKeySecret, refuseOtherDecision, requireCredentials } from './find.ts';
import type { EnrolmentRequest } from './request.ts';
import { type EnrolmentPolicy, type EnrolmentPorts, setUp } from './set-up.ts';

/**
 * Enrols a user: everything is looked at before anything is changed, and each change may be repeated, so that the same request
 * again completes what was left half-finished. The password is not tried: the first rotation does that, with the attempt
 * on record, which needs the key secret.
 *
 * @returns `decision-needed`, and nothing changed, where the account has active keys and the request does not say which are
 *   taken over
 * @throws RotationError
 */
export async function enrol(
  request: EnrolmentRequest,
  ports: EnrolmentPorts,
  policy: EnrolmentPolicy,
): Promise<EnrolmentAnswer> {
  const { user, takeOver } = request;
  const names = secretNames(policy.secretPrefix, user);
  const { tags } = await requireCredentials(ports.store, names.credentials, user);
  const existing = await findKeySecret(ports.store, names, user);
  if (existing !== undefined) refuseOtherDecision(existing, takeOver);

  const stored = await readCredentials(ports.store, names.credentials);
  const memory = existing === undefined ? parseMemory(tags) : asideFromOffboarding(existing.observed.memory);
  // Until there is a key secret, a hold is kept on the credentials: a refused token must not be sent again and again.
  const keySecretId = existing === undefined ? names.credentials : names.key;
  const facts = { user, keySecretId, credentialsId: names.credentials };
  const seen = await look(new UserSession(ports, facts, memory, stored), ports);
  checkAccount(seen, stored.value.username, existing === undefined ? (takeOver ?? []) : []);
  if (existing !== undefined) refuseForeignAccount(user, existing.observed, seen.user.id);

  const unmanaged = unmanagedKeys(seen.user, existing, takeOver ?? []);
  const checks = {
    userId: seen.user.id,
    username: stored.value.username,
    // A Date header tells whole seconds.
    clockSkewSeconds: Math.trunc(seen.clockSkewMs / 1_000) || 0,
    ...(unmanaged === undefined ? {} : { unmanagedKeys: unmanaged.map(dated) }),
  };
  const undecided = existing === undefined && takeOver === undefined && (unmanaged ?? []).length > 0;
  if (undecided) return { outcome: 'decision-needed', user, checks };
  const done = await setUp(
    request,
    { existing, withoutKey: isWithoutKey(existing, seen.user), owner: seen.isAnswered ? stored.versionId : undefined },
    ports,
    policy,
  );
  return { outcome: 'enrolled', user, checks, ...done };
}

/** Each call by itself: whichever is refused, and whatever else fails beside it, its hold is kept. */
async function look(session: UserSession, { clock }: EnrolmentPorts): Promise<AccountSeen> {
  const account = await session.account();
  const [owner, statuses, types] = await atOnce([
    readOwner(account, (send) => session.sending(send)),
    session.sending(() => account.keyStatuses()),
    session.sending(() => account.keyTypes()),
  ]);
  return { ...owner, statuses, types, clockSkewMs: account.serverTime() - clock.now() };
}

function unmanagedKeys(
  user: EmnifyUser,
  existing: ExistingKeySecret | undefined,
  takeOver: readonly KeyId[],
): readonly EmnifyKey[] | undefined {
  const managed = new Set([...(existing === undefined ? [] : managedKeys(existing.observed)), ...takeOver]);
  return keysInUse(user)?.filter(({ id }) => !managed.has(id));
}

/** No key of ours yet, or one that is gone: emnify's list shows it, or an offboarding has deleted it, after which a list is empty. */
function isWithoutKey(existing: ExistingKeySecret | undefined, user: EmnifyUser): boolean {
  if (existing?.current.state !== 'key') return true;
  if (visibleKeys(user) !== undefined) return !isActive(user, existing.current.keyId);
  // The tag stays when there are new keys: of those it says nothing.
  return Date.parse(existing.description.tags.get(KEYS_DELETED_TAG) ?? '') > existing.current.createdAt;
}

function dated({ id, createdAt, activatedAt }: EmnifyKey) {
  return {
    id,
    ...(createdAt === undefined ? {} : { createdAt: new Date(createdAt).toISOString() }),
    ...(activatedAt === undefined ? {} : { activatedAt: new Date(activatedAt).toISOString() }),
  };
}
