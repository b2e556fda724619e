import {
  type Attempts,
  describeHold,
  type Hold,
  holdInForce,
  holdOfRefusedCode,
  NO_ATTEMPTS,
  raise,
  refused,
  type StoredHold,
} from './attempts.ts';
import { BadCredentials, judgedNothing, LockedOut, NotFound, Refused } from './emnify-errors.ts';
import { HoldInForce, OperatorNeeded, TryAgainLater } from './errors.ts';
import type { KeyId, VersionId } from './identifiers.ts';
import type { Journal, JournalEntry } from './journal.ts';
import {
  applyChange,
  isOperatorsHold,
  isSameRecord,
  type Memory,
  type MemoryChange,
  parseMemory,
  tagsOf,
} from './memory.ts';
import type { Clock, Emnify, EmnifyAccount, EmnifyUser, SecretStore } from './ports.ts';
import { AwsError } from './store-errors.ts';
import { readCredentials, type StoredCredentials } from './stored-credentials.ts';
import { foreignToken, readOwner } from './token-owner.ts';

export interface SessionPorts {
  readonly clock: Clock;
  readonly emnify: Emnify;
  readonly store: SecretStore;
  readonly journal: Journal;
}

/** Whose session it is; what the journal is told with every entry. */
export interface SessionFacts extends Pick<JournalEntry, 'user' | 'step' | 'version'> {
  /** Name or ARN of the key secret, whose tags are the memory. */
  readonly keySecretId: string;
  readonly credentialsId: string;
}

/**
 * One invocation's dealings with emnify as one user. Everything that is sent goes through here, so that nothing is sent under a
 * hold, every password and code is on record before it leaves, and every refusal becomes a hold.
 */
export class UserSession {
  readonly ports: SessionPorts;
  readonly facts: SessionFacts;
  memory: Memory;
  /** The attempts as the tags last showed them, or as this session last wrote them. */
  #attemptsOnRecord: Attempts;
  #credentials: StoredCredentials | undefined;
  #account: EmnifyAccount | undefined;
  /** The version of the credentials whose token this session has seen to be the user's. */
  #owner: VersionId | undefined;

  /** @param credentials where they have been read already; else they are when they are needed */
  constructor(ports: SessionPorts, facts: SessionFacts, memory: Memory, credentials?: StoredCredentials) {
    this.ports = ports;
    this.facts = facts;
    this.memory = memory;
    this.#credentials = credentials;
    this.#attemptsOnRecord = memory.attempts;
  }

  /**
   * Reads the tags again: a hold or an attempt of another invocation counts as if it were ours.
   * @throws TryAgainLater where another has sent a password or code since; UnreadableState
   */
  async look(): Promise<void> {
    const { tags } = await this.ports.store.describe(this.facts.keySecretId);
    const fresh = parseMemory(tags);
    if (!isSameRecord(fresh.attempts, this.#attemptsOnRecord)) {
      throw new TryAgainLater(
        `${this.facts.user}: another invocation has sent a password or code meanwhile; the next call looks again`,
      );
    }
    this.memory = { ...fresh, attempts: this.memory.attempts };
  }

  /** emnify as the user, signed in: credentials read, no hold in force. @throws HoldInForce */
  async account(): Promise<EmnifyAccount> {
    if (this.#account === undefined) {
      const { value } = await this.#storedCredentials();
      await this.refuseUnderHold();
      const account = this.ports.emnify.as(value);
      await this.sending(() => account.authenticate());
      this.#account = account;
    }
    return this.#account;
  }

  /**
   * The user whom the credentials name. Once for each version of them it is compared with whose application token it is: what
   * is made and deleted is the latter's.
   * @throws OperatorNeeded where they are two
   */
  async user(account: EmnifyAccount): Promise<EmnifyUser> {
    const { versionId } = await this.#storedCredentials();
    if (this.memory.owner === versionId || this.#owner === versionId) return this.sending(() => account.user());
    const seen = await readOwner(account, (send) => this.sending(send));
    const fault = foreignToken(seen);
    if (fault !== undefined) throw new OperatorNeeded(`${this.facts.user}: nothing was changed: ${fault}`);
    if (seen.isAnswered) this.#owner = versionId;
    return seen.user;
  }

  /** The hold in force now, if any. */
  async holdInForce(): Promise<Hold | undefined> {
    const needsVersion = this.memory.hold?.kind === 'credentials';
    const version = needsVersion ? (await this.#storedCredentials()).versionId : undefined;
    return holdInForce(this.memory, this.ports.clock.now(), version);
  }

  /** @throws HoldInForce before anything is sent. */
  async refuseUnderHold(): Promise<void> {
    const hold = await this.holdInForce();
    if (hold !== undefined) throw new HoldInForce(`${this.facts.user}: ${describeHold(hold)}`);
  }

  /** Sends what carries no password or code. Bad credentials and a lockout become holds before the error goes on. */
  async sending<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof BadCredentials) await this.#holdCredentials();
      if (error instanceof LockedOut) await this.#hold({ kind: 'lockout', until: error.until });
      throw error;
    }
  }

  /**
   * Sends a password or a code, once, with the attempt on record before, so that no crash hides it. An answer that judged
   * neither takes it off again; a refusal is for the caller to settle; whatever is not known stays on record.
   */
  async attempting<T>(send: () => Promise<T>): Promise<T> {
    await this.look();
    await this.refuseUnderHold();
    const before = this.memory.attempts;
    await this.remember({ attempts: raise(before, this.ports.clock.now()) });
    this.record({ event: 'attempt-raised', outcome: 'ok' });
    try {
      const answer = await send();
      this.accepted();
      return answer;
    } catch (error) {
      if (error instanceof LockedOut) await this.#hold({ kind: 'lockout', until: error.until });
      if (judgedNothing(error)) await this.settleAttempts('neither password nor code was judged', before);
      throw error;
    }
  }

  /** `attempting` for a password: a refusal holds until the credentials are others. */
  async sendingPassword<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await this.attempting(send);
    } catch (error) {
      if (error instanceof Refused || error instanceof BadCredentials) {
        await this.#holdCredentials({ attempts: refused(this.memory.attempts) });
      }
      throw error;
    }
  }

  /** @returns whether the key was there: one that is gone already is as good as deleted. */
  async deleteKey(account: EmnifyAccount, key: KeyId): Promise<boolean> {
    return this.#deleting(() => account.deleteKey(key));
  }

  /** @returns whether the device was there */
  async deleteDevice(
    account: EmnifyAccount,
    device: Parameters<EmnifyAccount['deleteTrustedDevice']>[0],
  ): Promise<boolean> {
    return this.#deleting(() => account.deleteTrustedDevice(device));
  }

  async holdRefusedCode(): Promise<void> {
    const attempts = refused(this.memory.attempts);
    await this.#hold(holdOfRefusedCode(attempts, this.ports.clock.now()), { attempts });
  }

  /** What takes a hold of before off, once emnify has accepted; nothing where an operator has set one meanwhile. */
  async endOfHold(): Promise<Pick<MemoryChange, 'hold'>> {
    if (this.memory.hold === undefined) return {};
    // Left as it is where that cannot be seen: it is over anyway.
    return (await this.#isHeldByOperator()) === false ? { hold: 'none' } : {};
  }

  /** emnify accepted: the slate is clean, here at once and in the tags with whatever is written next. */
  accepted(): void {
    this.memory = applyChange(this.memory, { attempts: NO_ATTEMPTS });
  }

  /** Puts on record, apart from anything else that is, which attempts still count. */
  async settleAttempts(reason: string, attempts = NO_ATTEMPTS): Promise<void> {
    await this.remember({ attempts });
    this.record({ event: 'attempt-settled', outcome: 'ok', reason });
  }

  async remember(change: MemoryChange): Promise<void> {
    const owner = this.#owner === this.memory.owner ? undefined : this.#owner;
    const whole = owner === undefined ? change : { ...change, owner };
    await this.ports.store.tag(this.facts.keySecretId, tagsOf(whole));
    if (owner !== undefined) this.record({ event: 'owner-recorded', outcome: 'ok' });
    this.memory = applyChange(this.memory, whole);
    if (change.attempts !== undefined) this.#attemptsOnRecord = change.attempts;
  }

  record(entry: Omit<JournalEntry, 'user' | 'step'>): void {
    const { keySecretId: _key, credentialsId: _credentials, ...facts } = this.facts;
    this.ports.journal.record({ ...facts, ...entry });
  }

  async #deleting(send: () => Promise<void>): Promise<boolean> {
    try {
      await this.sending(send);
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  /** emnify refused the application token or the password: nothing more is sent until there are others. */
  async #holdCredentials(change: MemoryChange = {}): Promise<void> {
    await this.#hold({ kind: 'credentials', refusedVersion: (await this.#storedCredentials()).versionId }, change);
  }

  async #hold(hold: StoredHold, change: MemoryChange = {}): Promise<void> {
    // One that an operator has set meanwhile is not made to end by itself.
    const kept = (await this.#isHeldByOperator()) === true;
    await this.remember(kept ? change : { ...change, hold });
    if (!kept) this.record({ event: 'hold-raised', outcome: 'ok', reason: describeHold(hold) });
  }

  /** As the tags say now; undefined where AWS does not answer. */
  async #isHeldByOperator(): Promise<boolean | undefined> {
    try {
      return isOperatorsHold((await this.ports.store.describe(this.facts.keySecretId)).tags);
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }

  async #storedCredentials(): Promise<StoredCredentials> {
    this.#credentials ??= await readCredentials(this.ports.store, this.facts.credentialsId);
    return this.#credentials;
  }
}
