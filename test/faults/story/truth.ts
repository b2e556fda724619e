import { keyIdOf, storedValue } from '../../../local/subject.ts';
import type { Simulation } from '../simulation/simulation.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const SUPERSEDED = 'emnify-mfa:superseded/';

/** What the simulators really hold of the user, as far as it matters to how a story ends. */
export interface Truth {
  readonly currentKey: number | undefined;
  /** Whether AWSCURRENT holds the very secret of that key. */
  readonly isCurrentIntact: boolean;
  readonly activeKeys: readonly number[];
  readonly pendingKeys: readonly number[];
  /** Pending keys that no labelled version records. */
  readonly orphans: readonly number[];
  /** Keys that a tag says may be retired; on the current one it means nothing (design.md, "promoted"). */
  readonly superseded: readonly number[];
  readonly isPendingStray: boolean;
  readonly staleDevices: readonly number[];
  readonly lockouts: number;
}

export function truthOf({ stack, subject }: Simulation): Truth {
  const account = stack.emnify.user(subject.username);
  const secret = stack.secretsManager.secret(subject.keySecret);
  if (secret === undefined) throw new Error('expected the key secret to exist');
  const current = secret.holding('AWSCURRENT');
  const currentKey = keyIdOf(current);
  const key = account.keys.find(({ id }) => id === currentKey);
  const labelled = new Set(secret.versions.filter(({ labels }) => labels.length > 0).map(keyIdOf));
  const inState = (state: string) => account.keys.filter((one) => one.state === state).map(({ id }) => id);
  const pending = secret.labels.get('AWSPENDING');
  const since = key?.activatedAt ?? 0;
  return {
    currentKey,
    isCurrentIntact: key !== undefined && storedValue(current)?.secretKey === key.secretKey,
    activeKeys: inState('active'),
    pendingKeys: inState('pending'),
    orphans: inState('pending').filter((id) => !labelled.has(id)),
    superseded: [...secret.tags.keys()]
      .filter((name) => name.startsWith(SUPERSEDED))
      .map((name) => Number(name.slice(SUPERSEDED.length)))
      .filter((id) => id !== currentKey),
    isPendingStray: pending !== undefined && pending !== secret.labels.get('AWSCURRENT'),
    staleDevices: account.devices
      .filter(({ deletedAt }) => deletedAt === undefined)
      .filter(({ activatedAt }) => activatedAt < since || stack.clock.now() - activatedAt > 30 * DAY)
      .map(({ id }) => id),
    lockouts: account.lockouts.length,
  };
}

/**
 * Why the state is not the one that a rotation ends in (invariant 10); nothing where it is.
 * @param orphans `unseen`: what emnify shows to nobody is not held against the product (invariant 6)
 */
export function notConverged(
  truth: Truth,
  before: number | undefined,
  orphans?: 'unseen' | 'undated',
): readonly string[] {
  const { currentKey, activeKeys, superseded, staleDevices } = truth;
  const pendingKeys = truth.pendingKeys.filter((id) => orphans !== 'unseen' || !truth.orphans.includes(id));
  const problems: string[] = [];
  if (currentKey === before) problems.push(`the key is still ${before}: nothing was rotated`);
  if (!truth.isCurrentIntact) problems.push(`AWSCURRENT does not hold the secret of key ${currentKey}`);
  if (activeKeys.length !== 1 || activeKeys[0] !== currentKey)
    problems.push(`expected key ${currentKey} alone to be active, found ${activeKeys.join(', ') || 'none'}`);
  if (pendingKeys.length > 0) problems.push(`key ${pendingKeys.join(', ')} is left pending`);
  if (truth.isPendingStray) problems.push('AWSPENDING is left on a version that is not current');
  if (superseded.length > 0) problems.push(`key ${superseded.join(', ')} is still tagged superseded`);
  if (staleDevices.length > 0) problems.push(`device ${staleDevices.join(', ')} is stale and still trusted`);
  return problems;
}

/** Why the state is not safely the old one, where nothing may be rotated; nothing where it is. */
export function notAsBefore(truth: Truth, before: number | undefined): readonly string[] {
  const { currentKey, activeKeys } = truth;
  const same = currentKey === before && truth.isCurrentIntact && activeKeys.length === 1 && activeKeys[0] === before;
  return same
    ? []
    : [`expected key ${before} to stay alone, and AWSCURRENT to hold it; found ${activeKeys.join(', ')}`];
}

/** The most passwords and codes of the product that were refused within any hour. */
export function refusedWithinAnHour({ stack, subject }: Simulation): number {
  const refused = stack.emnify
    .user(subject.username)
    .attempts.filter(({ outcome, proof }) => outcome !== 'accepted' && proof !== 'application-token');
  return Math.max(
    0,
    ...refused.map(({ at }) => refused.filter((other) => other.at >= at && other.at - at < HOUR).length),
  );
}
