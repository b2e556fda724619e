import { describeHold, type Hold, holdInForce, holdOfRefusedCode, NO_ATTEMPTS, raise, refused } from '../attempts.ts';
import {
  BadCredentials,
  Conflict,
  LockedOut,
  NotFound,
  Refused,
  SessionExpired,
  Throttled,
  Unavailable,
} from '../emnify-errors.ts';
import { HoldInForce, UnreadableState } from '../errors.ts';
import type { KeyId, UserSlug, VersionId } from '../identifiers.ts';
import type { Journal, JournalEntry } from '../journal.ts';
import { applyChange, type Memory, type MemoryChange, tagsOf } from '../memory.ts';
import type { Clock, Emnify, EmnifyAccount, SecretDescription, SecretStore, Totp } from '../ports.ts';
import { type Credentials, type KeyValue, parseCredentials, parseKeyValue } from '../secret-values.ts';
import type { Step } from './event.ts';

export interface RotationPorts {
  readonly clock: Clock;
  readonly emnify: Emnify;
  readonly store: SecretStore;
  readonly totp: Totp;
  readonly journal: Journal;
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
  readonly user: UserSlug;
  readonly step: Step;
  /** ARN of the key secret. */
  readonly secretId: string;
  readonly credentialsId: string;
  readonly token: VersionId;
  readonly description: SecretDescription;
  readonly current: { readonly versionId: VersionId; readonly value: KeyValue };
}

interface StoredCredentials {
  readonly versionId: VersionId;
  readonly value: Credentials;
}

/** One invocation's climb: the situation, the memory as it changes, and the account once the credentials are read. */
export class Climb {
  readonly ports: RotationPorts;
  readonly policy: RotationPolicy;
  readonly situation: Situation;
  memory: Memory;
  #credentials: StoredCredentials | undefined;
  #account: EmnifyAccount | undefined;

  constructor(ports: RotationPorts, policy: RotationPolicy, situation: Situation, memory: Memory) {
    this.ports = ports;
    this.policy = policy;
    this.situation = situation;
    this.memory = memory;
  }

  /** emnify as the user, signed in: credentials read, no hold in force. @throws HoldInForce */
  async account(): Promise<EmnifyAccount> {
    if (this.#account === undefined) {
      const { value } = await this.credentials();
      await this.refuseUnderHold();
      const account = this.ports.emnify.as(value);
      await this.sending(() => account.authenticate());
      this.#account = account;
    }
    return this.#account;
  }

  async credentials(): Promise<StoredCredentials> {
    this.#credentials ??= await readCredentials(this.ports.store, this.situation.credentialsId);
    return this.#credentials;
  }

  /** @throws HoldInForce before anything is sent. */
  async refuseUnderHold(): Promise<void> {
    const needsVersion = this.memory.hold?.kind === 'credentials';
    const version = needsVersion ? (await this.credentials()).versionId : undefined;
    const hold = holdInForce(this.memory, this.ports.clock.now(), version);
    if (hold !== undefined) throw new HoldInForce(`${this.situation.user}: ${describeHold(hold)}`);
  }

  /** Sends what carries no password or code. Bad credentials and a lockout become holds before the error goes on. */
  async sending<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof BadCredentials) await this.holdCredentials();
      if (error instanceof LockedOut) await this.hold({ kind: 'lockout', until: error.until });
      throw error;
    }
  }

  /**
   * Sends a password or a code, once, with the attempt on record before, so that no crash hides it. An answer that judged
   * neither takes it off again; a refusal is for the caller to settle; whatever is not known stays on record.
   */
  async attempting<T>(send: () => Promise<T>): Promise<T> {
    await this.refuseUnderHold();
    const before = this.memory.attempts;
    await this.remember({ attempts: raise(before, this.ports.clock.now()) });
    this.record({ event: 'attempt-raised', outcome: 'ok' });
    try {
      const answer = await send();
      this.accepted();
      return answer;
    } catch (error) {
      if (error instanceof LockedOut) await this.hold({ kind: 'lockout', until: error.until });
      if (judgedNothing(error)) await this.remember({ attempts: before });
      throw error;
    }
  }

  /** emnify refused the application token: nothing more is sent until there is another. */
  private async holdCredentials(change: MemoryChange = {}): Promise<void> {
    await this.hold({ kind: 'credentials', refusedVersion: (await this.credentials()).versionId }, change);
  }

  /** `attempting` for a password: a refusal holds until the credentials are others. */
  async sendingPassword<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await this.attempting(send);
    } catch (error) {
      if (error instanceof Refused || error instanceof BadCredentials) await this.holdRefusedPassword();
      throw error;
    }
  }

  /** A key that is gone already is as good as deleted. */
  async deleteKey(account: EmnifyAccount, key: KeyId): Promise<void> {
    try {
      await this.sending(() => account.deleteKey(key));
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
  }

  private async holdRefusedPassword(): Promise<void> {
    await this.holdCredentials({ attempts: refused(this.memory.attempts) });
  }

  async holdRefusedCode(): Promise<void> {
    const attempts = refused(this.memory.attempts);
    await this.hold(holdOfRefusedCode(attempts, this.ports.clock.now()), { attempts });
  }

  private async hold(hold: Hold, change: MemoryChange = {}): Promise<void> {
    await this.remember({ ...change, hold });
    this.record({ event: 'hold-raised', outcome: 'ok', reason: describeHold(hold) });
  }

  /** emnify accepted: the slate is clean, in memory at once and in the tags with whatever is written next. */
  accepted(): void {
    this.memory = applyChange(this.memory, { attempts: NO_ATTEMPTS });
  }

  async remember(change: MemoryChange): Promise<void> {
    await this.ports.store.tag(this.situation.secretId, tagsOf(change));
    this.memory = applyChange(this.memory, change);
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

  record(entry: Omit<JournalEntry, 'user' | 'step' | 'version'>): void {
    const { user, step, token } = this.situation;
    this.ports.journal.record({ user, step, version: token, ...entry });
  }
}

/** Answers that say that the password or code was not looked at. */
function judgedNothing(error: unknown): boolean {
  return [Conflict, NotFound, SessionExpired, Throttled, Unavailable].some((kind) => error instanceof kind);
}

async function readCredentials(store: SecretStore, credentialsId: string): Promise<StoredCredentials> {
  const version = await store.read(credentialsId, { stage: 'AWSCURRENT' });
  if (version === undefined) {
    throw new UnreadableState(
      `${credentialsId}: expected a value, and there is none; write it with \`emnify-mfa enroll\``,
    );
  }
  return { versionId: version.versionId, value: parseCredentials(version.text, credentialsId) };
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
