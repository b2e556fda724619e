import { describeHold, type Hold } from '../../functions/domain/attempts.ts';
import type { UserSlug, VersionId } from '../../functions/domain/identifiers.ts';
import { WRONG_CREDENTIALS } from '../next.ts';
import type { ReconcileReport } from './reconcile-report.ts';

const STUCK_AFTER_MS = 15 * 60_000;

/** The one right thing to do. `none`: nothing that a command could do; the diagnosis says who must do what. */
export type Remedy =
  | { readonly kind: 'none' }
  | { readonly kind: 'release' }
  /** Let reconcile-user climb on, which it does from wherever the rotation stands. */
  | { readonly kind: 'reconcile' }
  | { readonly kind: 'rotate' }
  /** Take AWSPENDING off a version that nothing can finish, and rotate afresh. */
  | { readonly kind: 'drop-and-rotate'; readonly version: VersionId }
  /** Put AWSCURRENT back on the version before. */
  | { readonly kind: 'restore-current'; readonly from: VersionId; readonly to: VersionId };

export interface Diagnosis {
  readonly kind:
    | 'healthy'
    | 'hold'
    | 'unreadable-tag'
    | 'current-unreadable'
    | 'pending-unreadable'
    | 'rotation-under-way'
    | 'pending-without-value'
    | 'pending-live-key'
    | 'pending-dead-key'
    | 'pending-key'
    | 'current-key-missing'
    | 'keys-not-shown'
    | 'no-key-yet'
    | 'rotation-disabled'
    | 'something-to-do'
    /** Something else that reconcile-user found, and that no command mends. */
    | 'finding';
  /** What it is, in a sentence or two. */
  readonly what: string;
  /** What is done about it, or by whom it must be done. */
  readonly advice: string;
  readonly remedy: Remedy;
}

type Command = (words: string) => string;
type Version = ReconcileReport['found']['versions'][number];

/**
 * What is wrong with a user, the most pressing first. Pure.
 * @param report of a dry run of reconcile-user
 * @param now epoch milliseconds
 * @param command the whole command line of another command
 */
export function diagnose(report: ReconcileReport, hold: Hold | undefined, now: number, command: Command): Diagnosis {
  const { user, found } = report;
  const current = holder(found.versions, 'AWSCURRENT');
  const pending = holder(found.versions, 'AWSPENDING');
  const [tag] = found.unreadableTags;
  if (tag !== undefined) {
    const advice = 'Correct the tag, or remove it if you know that nothing was sent lately; then look again.';
    return { kind: 'unreadable-tag', what: `The rotation cannot read its memory: ${tag}.`, advice, remedy: NONE };
  }
  if (hold !== undefined) return diagnoseHold(hold, user, command);
  if (current === undefined || current.state === 'unreadable' || current.state === 'none') {
    return diagnoseCurrent(current, found);
  }
  if (pending !== undefined && pending.id !== current.id) return diagnosePending(pending, report, now);
  return diagnoseRest(current, report, command);
}

const NONE: Remedy = { kind: 'none' };

function diagnoseHold(hold: Hold, user: UserSlug, command: Command): Diagnosis {
  const what = `${capital(describeHold(hold))}.`;
  switch (hold.kind) {
    case 'credentials':
      return {
        kind: 'hold',
        what,
        advice: `${WRONG_CREDENTIALS} New ones end the hold: ${command(`enroll ${user} --replace-credentials`)}`,
        remedy: NONE,
      };
    case 'operator':
      return {
        kind: 'hold',
        what,
        advice:
          'A colleague may have set it on purpose: the audit log says who and why. If the cause is mended, release the hold.',
        remedy: { kind: 'release' },
      };
    case 'offboarding':
      return {
        kind: 'hold',
        what,
        advice: `Complete it: ${command(`offboard ${user}${hold.deletesKeys ? ' --delete-keys' : ''}`)}\nTake the user in again: ${command(`enroll ${user}`)}`,
        remedy: NONE,
      };
    case 'code':
    case 'lockout':
      return { kind: 'hold', what, advice: 'Wait: the hold ends by itself, and the rotation goes on.', remedy: NONE };
  }
}

/** AWSCURRENT has no key that can be read: the version before is put back where its key is seen active, and else nowhere. */
function diagnoseCurrent(current: Version | undefined, found: ReconcileReport['found']): Diagnosis {
  const what =
    'The value of AWSCURRENT is not one that the rotation wrote: no codes can be made, and nothing is deleted.';
  const previous = holder(found.versions, 'AWSPREVIOUS');
  const keyId = previous?.state === 'key' ? previous.keyId : undefined;
  if (current === undefined || previous === undefined || keyId === undefined || isActive(found, keyId) !== true) {
    const why = keyId === undefined ? '' : `At emnify key ${keyId} of the version before is not seen active. `;
    const advice =
      `${why}Move AWSCURRENT to a version that the rotation wrote and whose key is active (see the secret's versions); ` +
      'where there is none, delete the key secret and enrol the user again.';
    return { kind: 'current-unreadable', what, advice, remedy: NONE };
  }
  return {
    kind: 'current-unreadable',
    what,
    advice: `Put AWSCURRENT back on the version before, which has key ${keyId}, active at emnify.`,
    remedy: { kind: 'restore-current', from: current.id, to: previous.id },
  };
}

function diagnosePending(pending: Version, report: ReconcileReport, now: number): Diagnosis {
  const { found } = report;
  const drop: Remedy = { kind: 'drop-and-rotate', version: pending.id };
  if (pending.state === 'unreadable') {
    const what = 'The value of AWSPENDING is not one that the rotation wrote: no rotation can finish it.';
    return { kind: 'pending-unreadable', what, advice: 'Take AWSPENDING off it, and rotate afresh.', remedy: drop };
  }
  if (pending.createdAt !== undefined && now - pending.createdAt <= STUCK_AFTER_MS) {
    const what = 'A rotation is under way, or Secrets Manager is about to try it again.';
    return { kind: 'rotation-under-way', what, advice: 'Wait a quarter of an hour before you step in.', remedy: NONE };
  }
  const climb = 'Let reconcile-user finish it: it climbs on from where the rotation stands.';
  if (pending.state !== 'key' || pending.keyId === undefined) {
    const what =
      'A rotation stopped before it had stored a key: AWSPENDING has no value, and blocks the next rotation.';
    return { kind: 'pending-without-value', what, advice: climb, remedy: { kind: 'reconcile' } };
  }
  const key = `key ${pending.keyId}`;
  switch (isActive(found, pending.keyId)) {
    case true: {
      const what = `A rotation stopped before the promotion: ${key} of AWSPENDING is active at emnify.`;
      return { kind: 'pending-live-key', what, advice: climb, remedy: { kind: 'reconcile' } };
    }
    case false: {
      const what = `A rotation stopped, and ${key} of AWSPENDING is no longer at emnify: its version is worthless.`;
      return { kind: 'pending-dead-key', what, advice: 'Take AWSPENDING off it, and rotate afresh.', remedy: drop };
    }
    case undefined: {
      const what = `A rotation stopped with ${key} in AWSPENDING, which is not active as far as emnify shows.`;
      return { kind: 'pending-key', what, advice: climb, remedy: { kind: 'reconcile' } };
    }
  }
}

function diagnoseRest(current: Version, { user, plan, found }: ReconcileReport, command: Command): Diagnosis {
  const says = (kind: string) => plan.findings.find((finding) => finding.kind === kind)?.detail;
  const missing = says('current-key-missing');
  if (missing !== undefined) {
    const advice = 'Rotate now: a new key takes its place.';
    return { kind: 'current-key-missing', what: `${capital(missing)}.`, advice, remedy: { kind: 'rotate' } };
  }
  if (!found.rotationEnabled) {
    const what = 'Rotation is off for this secret.';
    const advice = `Turn it on: ${command(`enroll ${user} --keep-credentials`)}\nLet the user go: ${command(`offboard ${user}`)}`;
    return { kind: 'rotation-disabled', what, advice, remedy: NONE };
  }
  if (says('keys-not-shown') !== undefined && current.state === 'key') {
    const what = 'emnify shows no key of this user: it was deleted, or the role may not see keys.';
    const advice = 'If it was deleted, rotate: a new key takes its place. If not, every rotation adds one more.';
    return { kind: 'keys-not-shown', what, advice, remedy: { kind: 'rotate' } };
  }
  if (current.state === 'enrolled') {
    const what = 'The user is enrolled and has no key of ours yet.';
    return { kind: 'no-key-yet', what, advice: 'Rotate for the first time.', remedy: { kind: 'rotate' } };
  }
  if (plan.actions.length > 0) {
    const waiting = `${plan.actions.length === 1 ? 'one thing waits' : `${plan.actions.length} things wait`} to be done.`;
    const what = plan.findings.length === 0 ? `Nothing is broken; ${waiting}` : capital(waiting);
    const remedy = { kind: 'reconcile' } as const;
    return { kind: 'something-to-do', what, advice: 'Let reconcile-user do it now instead of tonight.', remedy };
  }
  if (plan.findings.length > 0) {
    const what = plan.findings.map(({ detail }) => `${capital(detail)}.`).join('\n');
    const advice =
      says('unreadable-value') === undefined
        ? 'No command mends this: somebody has to decide.'
        : `A rotation takes the label off what cannot be read: ${command(`rotate ${user}`)}`;
    return { kind: 'finding', what, advice, remedy: NONE };
  }
  return { kind: 'healthy', what: 'Nothing is broken.', advice: 'Nothing needs to be done.', remedy: NONE };
}

/** Whether emnify shows the key as active; undefined where it shows it otherwise, or no list at all. */
function isActive({ account }: ReconcileReport['found'], keyId: number): boolean | undefined {
  if (account?.keys === undefined) return undefined;
  const key = account.keys.find(({ id }) => id === keyId);
  if (key === undefined) return false;
  return key.status === 'active' ? true : undefined;
}

function holder(versions: readonly Version[], label: string): Version | undefined {
  return versions.find(({ labels }) => labels.includes(label));
}

/** The vendor writes its own name small. */
function capital(text: string): string {
  if (text.startsWith('emnify')) return text;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
