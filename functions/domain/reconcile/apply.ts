import { BadCredentials, LockedOut } from '../emnify-errors.ts';
import { HoldInForce, RotationError, TryAgainLater } from '../errors.ts';
import type { JournalEntry } from '../journal.ts';
import { readMemory, supersededTag } from '../memory.ts';
import type { Rotator } from '../ports.ts';
import type { UserSession } from '../user-session.ts';
import { observeAccount, observeSecret } from './observe.ts';
import type { Observed, ReconcilePolicy } from './observed.ts';
import type { Action } from './plan.ts';
import { planKeys } from './plan-keys.ts';

/** How an action ended. */
export interface Done {
  readonly action: Action;
  /** `gone-already`: somebody was first. `no-longer-due`: labels, tags or keys have changed since the plan. */
  readonly outcome: 'done' | 'gone-already' | 'no-longer-due' | 'failed';
  /** The kind of the error, where it failed. */
  readonly error?: string;
}

export interface ApplyPorts {
  readonly rotator: Rotator;
}

/**
 * Carries out what was planned, one action after the other. One that fails does not keep the others from being tried, unless
 * it shows that nothing more may be sent.
 * @returns how each ended, the first failure, and whether nothing more may be sent
 */
export async function apply(
  session: UserSession,
  observed: Observed,
  actions: readonly Action[],
  policy: ReconcilePolicy,
  ports: ApplyPorts,
): Promise<{ readonly done: readonly Done[]; readonly failure: unknown; readonly stopped: boolean }> {
  const done: Done[] = [];
  let failure: unknown;
  let stopped = false;
  for (const action of actions) {
    try {
      const outcome = await carryOut(session, observed, action, policy, ports);
      done.push({ action, outcome });
      record(session, action, outcome === 'done' ? { outcome: 'ok' } : { outcome: 'skipped', reason: outcome });
    } catch (error) {
      const kind = error instanceof RotationError ? error.kind : 'unexpected-failure';
      done.push({ action, outcome: 'failed', error: kind });
      record(session, action, { outcome: 'failed', reason: kind });
      failure ??= error;
      stopped = [BadCredentials, LockedOut, HoldInForce].some((stop) => error instanceof stop);
      if (stopped) break;
    }
  }
  return { done, failure, stopped };
}

async function carryOut(
  session: UserSession,
  observed: Observed,
  action: Action,
  policy: ReconcilePolicy,
  { rotator }: ApplyPorts,
): Promise<Exclude<Done['outcome'], 'failed'>> {
  const { store } = session.ports;
  const { keySecretId } = session.facts;
  switch (action.kind) {
    case 'delete-key': {
      if (!(await isStillDue(session, observed, action, policy))) return 'no-longer-due';
      return (await session.deleteKey(await session.account(), action.keyId)) ? 'done' : 'gone-already';
    }
    case 'delete-device':
      session.memory = readMemory((await store.describe(keySecretId)).tags).memory;
      await session.refuseUnderHold();
      return (await session.deleteDevice(await session.account(), action.deviceId)) ? 'done' : 'gone-already';
    case 'tag':
      await session.remember({ superseded: new Map([[action.keyId, action.deadline]]) });
      return 'done';
    case 'untag':
      await store.untag(keySecretId, [supersededTag(action.keyId)]);
      return 'done';
    case 'drop-pending':
      await store.removePending(keySecretId, action.versionId);
      return 'done';
    case 'rotate':
      await store.rotate(keySecretId);
      return 'done';
    case 'resume': {
      const { arn } = await store.describe(keySecretId);
      const error = await rotator.finish(arn, action.versionId);
      if (error === undefined) return 'done';
      throw new TryAgainLater(`rotate-key could not finish version ${action.versionId} (${error}); its log says why`);
    }
  }
}

/** Labels, tags and values not seen yet are read again just before a key is deleted, and of an orphan the keys too: the plan must say the same. */
async function isStillDue(
  session: UserSession,
  observed: Observed,
  action: Extract<Action, { kind: 'delete-key' }>,
  policy: ReconcilePolicy,
): Promise<boolean> {
  const account = action.because === 'orphan' ? await observeAccount(session) : observed.account;
  const secret = await observeSecret(session.ports.store, session.facts.keySecretId, observed.secret.versions);
  session.memory = secret.memory;
  await session.refuseUnderHold();
  const now = session.ports.clock.now();
  const again = planKeys({ ...observed, ...(account === undefined ? {} : { account }), secret }, policy, now);
  return again.actions.some(
    (other) => other.kind === 'delete-key' && other.keyId === action.keyId && other.because === action.because,
  );
}

const EVENTS = {
  'delete-device': 'device-pruned',
  'drop-pending': 'pending-dropped',
  resume: 'rotation-resumed',
  rotate: 'rotation-started',
  tag: 'key-superseded',
  untag: 'superseded-tag-removed',
} as const;

function record(session: UserSession, action: Action, ending: Pick<JournalEntry, 'outcome' | 'reason'>): void {
  const retired = action.kind === 'delete-key' && action.because === 'superseded' ? 'key-retired' : 'orphan-deleted';
  session.record({
    event: action.kind === 'delete-key' ? retired : EVENTS[action.kind],
    ...('keyId' in action ? { keyId: action.keyId } : {}),
    ...('deviceId' in action ? { deviceId: action.deviceId } : {}),
    ...('versionId' in action ? { version: action.versionId } : {}),
    reason: action.reason,
    ...ending,
  });
}
