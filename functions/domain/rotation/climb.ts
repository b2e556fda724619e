import { OperatorNeeded, TryAgainLater } from '../errors.ts';
import type { KeyId, UserId, UserSlug, VersionId } from '../identifiers.ts';
import type { Memory } from '../memory.ts';
import type { EmnifyAccount, EmnifyUser, SecretDescription, SecretStore, Totp } from '../ports.ts';
import type { RetirementSchedules } from '../schedules.ts';
import { type KeyValue, parseKeyValue } from '../secret-values.ts';
import type { StoredCredentials } from '../stored-credentials.ts';
import { type SessionFacts, type SessionPorts, UserSession } from '../user-session.ts';

export interface RotationPorts extends SessionPorts {
  readonly totp: Totp;
  readonly retirement: RetirementSchedules;
}

export interface RotationPolicy {
  readonly secretPrefix: string;
  /** What to do where an account allows one key: fail and say so, or replace it through a declared gap. */
  readonly strategy: 'overlap' | 'replace';
  /** How long a superseded key lives on, milliseconds. */
  readonly gracePeriodMs: number;
}

/** What one invocation knows when it begins to climb: read once, before any call to emnify. */
export interface Situation {
  /** ARN of the key secret. */
  readonly secretId: string;
  readonly token: VersionId;
  readonly description: SecretDescription;
  readonly current: { readonly versionId: VersionId; readonly value: KeyValue };
}

/** One invocation's climb: a session of the user's, and the situation that it began in. */
export class Climb extends UserSession {
  override readonly ports: RotationPorts;
  readonly policy: RotationPolicy;
  readonly situation: Situation;

  constructor(
    ports: RotationPorts,
    policy: RotationPolicy,
    facts: SessionFacts,
    situation: Situation,
    memory: Memory,
    credentials?: StoredCredentials,
  ) {
    super(ports, facts, memory, credentials);
    this.ports = ports;
    this.policy = policy;
    this.situation = situation;
  }

  /** The user's account as emnify shows it. @throws OperatorNeeded where the credentials are of another account than the current key */
  override async user(account: EmnifyAccount): Promise<EmnifyUser> {
    const user = await super.user(account);
    const { value } = this.situation.current;
    if (value.state === 'key') refuseOtherAccount(this.facts.user, 'current', value.userId, user.id);
    return user;
  }

  /** @throws TryAgainLater where another invocation has given the pending version its value since this one looked */
  async refuseIfStoredMeanwhile(): Promise<void> {
    const { secretId, token } = this.situation;
    if ((await readKeyValue(this.ports.store, secretId, token)) === undefined) return;
    throw new TryAgainLater(`version ${token} was given its value meanwhile; the next call goes on from there`);
  }

  /** Ids that a labelled version or a tag records. @throws UnreadableState where a labelled version cannot be read. */
  async recordedKeys(): Promise<ReadonlySet<KeyId>> {
    const { description, secretId, current } = this.situation;
    const recorded = new Set(this.memory.superseded.keys());
    for (const versionId of description.labels.keys()) {
      const value =
        versionId === current.versionId ? current.value : await readKeyValue(this.ports.store, secretId, versionId);
      if (value?.state === 'key') recorded.add(value.keyId);
      for (const taken of value?.state === 'enrolled' ? value.takeOver : []) recorded.add(taken);
    }
    return recorded;
  }
}

/**
 * Where the credentials sign in to another account than the one that a key belongs to, nothing there is ours to touch, and what
 * it says of the key means nothing.
 * @param which key, by the label of its version @param expected whose it is @param found whose account it is
 * @throws OperatorNeeded
 */
export function refuseOtherAccount(
  user: UserSlug,
  which: 'current' | 'pending' | 'previous',
  expected: UserId,
  found: UserId,
): void {
  if (expected === found) return;
  throw new OperatorNeeded(
    `the credentials of ${user} sign in as emnify user ${found}, and the ${which} key belongs to ${expected}: nothing was changed. ` +
      'Write the right credentials, or offboard the user and enrol the other account under its own name',
  );
}

/** The parsed value of a version of the key secret; undefined where it has none. @throws UnreadableState */
export async function readKeyValue(
  store: SecretStore,
  secretId: string,
  versionId: VersionId,
): Promise<KeyValue | undefined> {
  const version = await store.read(secretId, { versionId });
  return version && parseKeyValue(version.text, `${secretId}, version ${versionId}`);
}
