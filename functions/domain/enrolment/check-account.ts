import { OperatorNeeded } from '../errors.ts';
import type { KeyId } from '../identifiers.ts';
import { visibleKeys } from '../keys.ts';
import type { EmnifyKey, EmnifyUser, LookupEntry } from '../ports.ts';
import { foreignToken, type OwnerSeen } from '../token-owner.ts';

/** What emnify told about the account, all of it read. */
export interface AccountSeen extends OwnerSeen {
  readonly statuses: readonly LookupEntry[];
  readonly types: readonly LookupEntry[];
  /** emnify's clock against ours, milliseconds. */
  readonly clockSkewMs: number;
}

/** A time-step: with more, the codes that `issue-code` gives, by our clock, are those of another step at emnify. */
const MOST_SKEW_MS = 30_000;

/** The ids by which the rotation knows them (emnify-api.md, "Operations"). */
const STATUSES: readonly LookupEntry[] = [
  { id: 0, description: 'Activation Pending' },
  { id: 1, description: 'Active' },
];
const TYPES: readonly LookupEntry[] = [{ id: 0, description: 'Time-Based One-Time Password' }];

/**
 * @param username as the credentials state it
 * @param takeOver ids that are yet to be recorded
 * @throws OperatorNeeded which names everything that is not as it must be
 */
export function checkAccount(seen: AccountSeen, username: string, takeOver: readonly KeyId[]): void {
  const problems = [
    ...identity(seen, username),
    ...lookup('mfa/status', STATUSES, seen.statuses),
    ...lookup('mfa/type', TYPES, seen.types),
    ...clock(seen.clockSkewMs),
    ...existing(seen.user, takeOver),
  ];
  if (problems.length > 0) throw new OperatorNeeded(`nothing was changed: ${problems.join('; ')}`);
}

/** Active keys, and such as may be: emnify need not tell the status. Undefined where it shows no list. */
export function keysInUse(user: EmnifyUser): readonly EmnifyKey[] | undefined {
  return visibleKeys(user)?.filter(({ status }) => status !== 'pending');
}

function identity(seen: AccountSeen, username: string): readonly string[] {
  const { user } = seen;
  if (user.username !== undefined && user.username.toLowerCase() !== username.toLowerCase()) {
    return [`expected the user of the credentials, and emnify answers with another, user ${user.id}: correct username`];
  }
  const foreign = foreignToken(seen);
  return foreign === undefined ? [] : [foreign];
}

function lookup(name: string, expected: readonly LookupEntry[], found: readonly LookupEntry[]): readonly string[] {
  const missing = expected.filter(
    ({ id, description }) => found.find((entry) => entry.id === id)?.description !== description,
  );
  return missing.map(
    ({ id, description }) =>
      `expected emnify's ${name} to list ${id} as ${description}, and it does not: its API has changed, so that keys could not be told apart`,
  );
}

function clock(skewMs: number): readonly string[] {
  if (Math.abs(skewMs) <= MOST_SKEW_MS) return [];
  const seconds = Math.round(skewMs / 1_000);
  return [`expected emnify's clock within 30 s of ours, and it differs by ${seconds} s: codes would not be accepted`];
}

function existing(user: EmnifyUser, takeOver: readonly KeyId[]): readonly string[] {
  if (takeOver.length === 0) return [];
  const keys = visibleKeys(user);
  if (keys === undefined)
    return ['expected to see the keys to take over, and emnify shows none: enrol without takeOver'];
  const active = keys.filter(({ status }) => status === 'active').map(({ id }) => id);
  const others = takeOver.filter((id) => !active.includes(id));
  if (others.length === 0) return [];
  const shown = active.length === 0 ? 'none' : active.join(', ');
  return [`expected takeOver to name active keys of this user (${shown}), and got ${others.join(', ')}`];
}
