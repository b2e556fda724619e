import { keyIdOf, keysInState, storedValue } from '../subject.ts';
import type { InvariantFacts, RunDocument } from './document.ts';
import { isQuiet } from './quiet.ts';
import { holds, secretsOf } from './secrets.ts';
import type { Stage } from './stage.ts';

type Told = Omit<RunDocument, 'expectations' | 'invariants' | 'ok'>;
type Seen = Pick<InvariantFacts, 'holds' | 'what'>;

/** What holds by the watch alone, which looked at every change of state. */
const WATCHED = {
  2: 'every key was stored before it was activated',
  3: 'AWSCURRENT moved only to keys that were seen active',
  4: 'no superseded key was deleted before its deadline',
  5: 'no active key that nothing records was deleted',
  7: 'never a third refused password or code in a row, and nothing sent under a hold',
};

/** The invariants that a run of rotations can show, from the watch of every change and from what is there at the end. */
export function invariantChecks(stage: Stage, told: Told): readonly InvariantFacts[] {
  const seen: Readonly<Record<number, Seen>> = {
    1: currentKeyWorks(stage),
    ...Object.fromEntries(Object.entries(WATCHED).map(([number, what]) => [number, { holds: true, what }])),
    6: noOrphan(stage),
    8: oneSessionEach(stage, told),
    9: nothingShown(stage, told),
    ...(told.closingAudit === undefined ? {} : { 10: converged(stage, told) }),
  };
  return Object.entries(seen).map(([key, { holds, what }]) => {
    const number = Number(key);
    const violations = stage.watch.violations.filter(({ invariant }) => invariant === number);
    if (violations.length === 0) return { number, holds, what };
    return { number, holds: false, what: violations.map((violation) => violation.what).join('; ') };
  });
}

function currentKeyWorks({ stack, subject }: Stage): Seen {
  const stored = storedValue(stack.secretsManager.secret(subject.keySecret)?.holding('AWSCURRENT'));
  if (stored?.keyId === undefined) return { holds: true, what: 'AWSCURRENT never held a key' };
  const key = keysInState(stack, subject, 'active').find(({ id }) => id === stored.keyId);
  const works = key !== undefined && key.secretKey === stored.secretKey;
  const held = `the key of AWSCURRENT, now ${stored.keyId}, was active at emnify throughout`;
  return { holds: works, what: works ? held : `AWSCURRENT does not hold the secret of the active key ${stored.keyId}` };
}

function noOrphan({ stack, subject }: Stage): Seen {
  const pending = keysInState(stack, subject, 'pending').length;
  return {
    holds: pending === 0,
    what: `at most one active key more per rotation in its grace, ${pending} left pending`,
  };
}

function oneSessionEach({ stack, subject, reconciles }: Stage, { rotations, broken }: Told): Seen {
  const { authentications } = stack.emnify.user(subject.username);
  const begun = rotations.length + (broken === undefined ? 0 : 1);
  return {
    holds: authentications.length <= begun + reconciles.count,
    what: `${authentications.length} authentications in ${begun} rotations and ${reconciles.count} runs of reconcile-user`,
  };
}

/** After grace, with no fault left: nothing is there that should have gone, and an audit agrees. */
function converged({ stack, subject, deadlines }: Stage, { devices, closingAudit }: Told): Seen {
  const secret = stack.secretsManager.secret(subject.keySecret);
  const current = keyIdOf(secret?.holding('AWSCURRENT'));
  const recorded = new Set([...deadlines.keys(), ...(secret?.versions ?? []).map(keyIdOf)]);
  const managed = keysInState(stack, subject, 'active').filter(({ id }) => recorded.has(id));
  const pending = secret?.holding('AWSPENDING');
  const faults = [
    managed.length === 1 && managed[0]?.id === current ? '' : `${managed.length} managed keys are active`,
    keysInState(stack, subject, 'pending').length === 0 ? '' : 'a key is left pending',
    pending === undefined || pending.labels.includes('AWSCURRENT') ? '' : 'AWSPENDING is left on a version',
    devices.some(({ staleSince, deletedAt }) => staleSince !== undefined && deletedAt === undefined)
      ? 'a stale device is left'
      : '',
    closingAudit !== undefined && isQuiet(closingAudit) ? '' : 'the closing audit is not empty',
  ].filter((fault) => fault !== '');
  const well = 'one managed key, no orphan, no stray AWSPENDING, no stale device, an empty plan';
  return { holds: faults.length === 0, what: faults.length === 0 ? well : faults.join('; ') };
}

function nothingShown(stage: Stage, told: Told): Seen {
  const { lines } = stage.output;
  const secrets = [...secretsOf(stage)];
  const places = [...lines, JSON.stringify(told)];
  const shown = secrets.filter((secret) => places.some((text) => holds(text, secret)));
  const looked = `${secrets.length} secrets looked for in ${lines.length} log lines and in this report`;
  return { holds: shown.length === 0, what: `${looked}, ${shown.length} found` };
}
