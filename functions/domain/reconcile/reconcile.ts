import { atOnce } from '../at-once.ts';
import type { DeviceId, KeyId, UserSlug } from '../identifiers.ts';
import { visibleKeys } from '../keys.ts';
import { readMemory, supersededTag } from '../memory.ts';
import { secretNames } from '../secret-names.ts';
import { type SessionPorts, UserSession } from '../user-session.ts';
import { type ApplyPorts, apply, type Done } from './apply.ts';
import { observe } from './observe.ts';
import type { Observed, ReconcilePolicy } from './observed.ts';
import { type Plan, plan } from './plan.ts';
import { currentKey } from './recorded.ts';
import { type Summary, summarise } from './summary.ts';

const DAY = 24 * 3_600_000;

export interface ReconcileRequest {
  readonly user: UserSlug;
  /** Stop after the plan: the audit. */
  readonly dryRun: boolean;
}

/** What was planned, what was done, what was verified gone, and what was found. */
export interface ReconcileReport {
  readonly user: UserSlug;
  readonly dryRun: boolean;
  /** What the plan is made from. */
  readonly found: Summary;
  readonly plan: Plan;
  readonly done: readonly Done[];
  /** Deleted in this run, and no longer listed by emnify afterwards. */
  readonly verifiedGone: { readonly keys: readonly KeyId[]; readonly devices: readonly DeviceId[] };
}

const NOTHING: ReconcileReport['verifiedGone'] = { keys: [], devices: [] };

/**
 * Makes what emnify has match what the secret and the policy say: observe, plan, apply, look again.
 * @throws RotationError the first failure, after everything that could be done was done; a later run goes on from there
 */
export async function reconcile(
  { user, dryRun }: ReconcileRequest,
  ports: SessionPorts & ApplyPorts,
  policy: ReconcilePolicy & { readonly secretPrefix: string },
): Promise<ReconcileReport> {
  const { key: keySecretId, credentials: credentialsId } = secretNames(policy.secretPrefix, user);
  const { tags } = await ports.store.describe(keySecretId);
  const session = new UserSession(ports, { user, keySecretId, credentialsId }, readMemory(tags).memory);
  let observed = await observe(session);
  let planned = plan(observed, policy, ports.clock.now());
  const leftovers = planned.actions.filter(({ kind }) => kind === 'drop-pending');
  const dropped: Done[] = [];
  if (!dryRun && leftovers.length > 0) {
    // A leftover AWSPENDING shields its key: only without it can the rest be judged.
    const { done, failure } = await apply(session, observed, leftovers, policy, ports);
    if (failure !== undefined) throw failure;
    dropped.push(...done);
    observed = await observe(session);
    planned = plan(observed, policy, ports.clock.now());
    planned = { ...planned, actions: [...leftovers, ...planned.actions] };
  }
  tell(session, observed, planned);
  const found = summarise(observed);
  if (dryRun) return { user, dryRun, found, plan: planned, done: [], verifiedGone: NOTHING };

  const rest = planned.actions.filter((action) => !leftovers.includes(action));
  const { done, failure, stopped } = await apply(session, observed, rest, policy, ports);
  const verifiedGone = stopped ? NOTHING : await lookAgain(session, done);
  session.record({ event: 'reconciled', outcome: failure === undefined ? 'ok' : 'failed' });
  if (failure !== undefined) throw failure;
  return { user, dryRun, found, plan: planned, done: [...dropped, ...done], verifiedGone };
}

/** Deletions are believed when emnify no longer lists what was deleted; only then is the tag of a superseded key removed. */
async function lookAgain(session: UserSession, done: readonly Done[]): Promise<ReconcileReport['verifiedGone']> {
  const deleted = done
    .filter(({ outcome }) => outcome === 'done' || outcome === 'gone-already')
    .map(({ action }) => action);
  const keyIds = deleted.flatMap((action) => (action.kind === 'delete-key' ? [action] : []));
  const deviceIds = deleted.flatMap((action) => (action.kind === 'delete-device' ? [action.deviceId] : []));
  if (keyIds.length === 0 && deviceIds.length === 0) return NOTHING;
  const account = await session.account();
  // Only what was deleted is looked for.
  const [keys, devices] = await atOnce([
    keyIds.length === 0 ? Promise.resolve(undefined) : session.user(account).then(visibleKeys),
    deviceIds.length === 0 ? Promise.resolve([]) : session.sending(() => account.trustedDevices()),
  ]);
  const gone = keys === undefined ? [] : keyIds.filter(({ keyId }) => !keys.some(({ id }) => id === keyId));
  const retired = gone.filter(({ because }) => because === 'superseded').map(({ keyId }) => keyId);
  await session.ports.store.untag(session.facts.keySecretId, retired.map(supersededTag));
  for (const keyId of retired) {
    session.record({ event: 'superseded-tag-removed', outcome: 'ok', keyId, reason: 'the key is verified gone' });
  }
  return {
    keys: gone.map(({ keyId }) => keyId),
    devices: deviceIds.filter((deviceId) => !devices.some(({ id }) => id === deviceId)),
  };
}

function tell(session: UserSession, { secret }: Observed, { findings }: Plan): void {
  const { clock, journal } = session.ports;
  const { user } = session.facts;
  for (const { kind, keyId, deviceId, detail } of findings) {
    session.record({
      event: `finding:${kind}`,
      outcome: 'ok',
      reason: detail,
      ...(keyId === undefined ? {} : { keyId }),
      ...(deviceId === undefined ? {} : { deviceId }),
    });
  }
  const key = currentKey(secret);
  if (key !== undefined) journal.measure('KeyAgeDays', (clock.now() - key.createdAt) / DAY, user);
  if (secret.nextRotationAt !== undefined) {
    journal.measure('DaysToNextRotation', (secret.nextRotationAt - clock.now()) / DAY, user);
  }
}
