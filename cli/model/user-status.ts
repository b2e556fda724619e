import { describeHold, type Hold, holdInForce } from '../../functions/domain/attempts.ts';
import type { KeyId, UserSlug, VersionId } from '../../functions/domain/identifiers.ts';
import { type Memory, readMemory } from '../../functions/domain/memory.ts';
import type { SecretDescription } from '../../functions/domain/ports.ts';
import { holding, type ListedUser } from '../aws/users.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A rotation takes seconds, and Secrets Manager repeats a failed one by itself; after this it has stopped. */
const STUCK_AFTER_MS = 15 * MINUTE;
/** How late a scheduled rotation, or a daily run, may be. */
export const LATE_AFTER_MS = DAY;

/** What Secrets Manager tells of a user without reading a secret. Instants are epoch milliseconds. */
export interface UserStatus {
  readonly user: UserSlug;
  readonly state: 'ok' | 'rotating' | 'new' | 'attention';
  /** When the key last changed; absent before the first rotation. */
  readonly rotatedAt?: number;
  readonly nextRotationAt?: number;
  readonly rotationPeriodMs?: number;
  readonly superseded: readonly { readonly keyId: KeyId; readonly deadline: number }[];
  readonly hold?: Hold;
  readonly pending?: { readonly version: VersionId; readonly createdAt?: number };
  /** What somebody should look at, each a sentence. */
  readonly attention: readonly string[];
  /** The command that comes next, without its name and the options of the deployment. */
  readonly next?: string;
}

/**
 * Pure: the same listing and time give the same status.
 * @param pendingSince when the version with AWSPENDING was made, where there is one and AWS says
 */
export function userStatus(
  { user, key, credentialsVersion }: ListedUser,
  pendingSince: number | undefined,
  now: number,
): UserStatus {
  if (key === undefined) {
    const attention = ['credentials are stored, and the user is not enrolled'];
    return { user, state: 'attention', superseded: [], attention, next: `enroll ${user} --keep-credentials` };
  }
  const { memory, unreadable } = readMemory(key.tags);
  const hold = holdInForce(memory, now, credentialsVersion);
  const rotatedAt = rotatedAtOf(key, memory);
  const pending = pendingOf(key, pendingSince);
  const isStuck = pending?.createdAt !== undefined && now - pending.createdAt > STUCK_AFTER_MS;
  const attention = [
    ...(hold === undefined ? [] : [describeHold(hold)]),
    ...(credentialsVersion === undefined ? ['there are no credentials'] : []),
    ...unreadable,
    ...(isStuck ? ['a rotation has stopped half-way'] : []),
    ...(key.rotationEnabled ? [] : ['rotation is off for this secret']),
    ...lateness(key, rotatedAt, now),
    ...overdueRetirements(memory.superseded, now),
  ];
  return {
    user,
    state:
      attention.length > 0 ? 'attention' : pending !== undefined ? 'rotating' : rotatedAt === undefined ? 'new' : 'ok',
    superseded: [...memory.superseded].map(([keyId, deadline]) => ({ keyId, deadline })),
    attention,
    ...(attention.length === 0
      ? {}
      : { next: credentialsVersion === undefined ? `enroll ${user}` : `recover ${user}` }),
    ...(rotatedAt === undefined ? {} : { rotatedAt }),
    ...(key.nextRotationAt === undefined ? {} : { nextRotationAt: key.nextRotationAt }),
    ...(key.rotationPeriodMs === undefined ? {} : { rotationPeriodMs: key.rotationPeriodMs }),
    ...(hold === undefined ? {} : { hold }),
    ...(pending === undefined ? {} : { pending }),
  };
}

/** The version that waits to become current. */
function pendingOf(key: SecretDescription, since: number | undefined): UserStatus['pending'] {
  const version = pendingVersion(key);
  if (version === undefined) return undefined;
  return { version, ...(since === undefined ? {} : { createdAt: since }) };
}

export function pendingVersion(key: SecretDescription): VersionId | undefined {
  const version = holding(key, 'AWSPENDING');
  return version === holding(key, 'AWSCURRENT') ? undefined : version;
}

/** Secrets Manager does not count a rotation that reconcile-user brought to its end: its proof tells when its key was seen active. */
function rotatedAtOf(key: SecretDescription, { proof }: Memory): number | undefined {
  const seenAt = proof !== undefined && proof.versionId === holding(key, 'AWSCURRENT') ? proof.at : undefined;
  if (seenAt === undefined || key.lastRotatedAt === undefined) return seenAt ?? key.lastRotatedAt;
  return Math.max(seenAt, key.lastRotatedAt);
}

function lateness(
  { nextRotationAt, rotationPeriodMs, createdAt }: SecretDescription,
  rotatedAt: number | undefined,
  now: number,
) {
  if (rotatedAt === undefined) {
    const since = createdAt ?? now;
    return now - since > LATE_AFTER_MS ? ['enrolled over a day ago, and never rotated'] : [];
  }
  const age = now - rotatedAt;
  if (rotationPeriodMs !== undefined && age > rotationPeriodMs + LATE_AFTER_MS) {
    return [`the key is ${Math.floor(age / DAY)} days old, and ${Math.round(rotationPeriodMs / DAY)} are allowed`];
  }
  if (nextRotationAt !== undefined && now - nextRotationAt > LATE_AFTER_MS) {
    return [`the rotation of ${new Date(nextRotationAt).toISOString()} did not happen`];
  }
  return [];
}

function overdueRetirements(superseded: ReadonlyMap<KeyId, number>, now: number): readonly string[] {
  return [...superseded]
    .filter(([, deadline]) => now - deadline > LATE_AFTER_MS)
    .map(([keyId]) => `superseded key ${keyId} should have been retired over a day ago`);
}

/** Those that need attention first, then by slug. */
export function byUrgency(one: UserStatus, other: UserStatus): number {
  const [a, b] = [one, other].map(({ state }) => (state === 'attention' ? 0 : 1));
  if (a !== b) return (a ?? 0) - (b ?? 0);
  return one.user < other.user ? -1 : 1;
}
