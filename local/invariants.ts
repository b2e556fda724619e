import type { Change as EmnifyChange, KeyTruth } from './emnify/records.ts';
import type { EmbeddedStack } from './stack.ts';
import { keyIdOf, keysInState, type Subject, storedValue } from './subject.ts';

const HOUR = 3_600_000;
const SUPERSEDED = 'emnify-mfa:superseded/';

/** A rule of design.md ("Invariants") that did not hold, with its number and what was seen. */
export interface Violation {
  readonly invariant: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly at: number;
  readonly what: string;
}

export interface WatchOptions {
  /** Under `replace` the current key may be gone while the rotation is under way. */
  readonly strategy?: 'overlap' | 'replace';
  /** Milliseconds; a grace period within which two rotations may leave more than two managed keys. */
  readonly grace?: number;
}

/**
 * Watches one user at every change of state, against what emnify and Secrets Manager really hold, never against what the
 * product says of itself.
 */
export class InvariantWatch {
  readonly violations: Violation[] = [];
  readonly #stack: EmbeddedStack;
  readonly #subject: Subject;
  readonly #options: Required<WatchOptions>;
  /** Keys that a person in the portal or a test made, activated or deleted: nobody answers for those. */
  readonly #byHand = new Set<number>();
  /** Every key id that a version or tag has ever recorded. */
  readonly #recorded = new Set<number>();
  #current: number | undefined;
  #endsGrace = false;
  #othersAct = false;
  readonly #ofOthers = new Set<unknown>();

  constructor(stack: EmbeddedStack, subject: Subject, { strategy = 'overlap', grace = 24 * HOUR }: WatchOptions = {}) {
    this.#stack = stack;
    this.#subject = subject;
    this.#options = { strategy, grace };
    stack.emnify.onChange((change) => {
      if (change.username === subject.username) this.#onEmnify(change);
    });
    stack.secretsManager.onChange(({ name }) => {
      if (name === subject.keySecret) this.#onSecret();
    });
    if (stack.secretsManager.secret(subject.keySecret) !== undefined) this.#onSecret();
  }

  /** What a person does by hand is not the product's doing: the key is no longer held against it. */
  byHand(keyId: number): void {
    this.#byHand.add(keyId);
  }

  /** What somebody else sends, activates or deletes while `act` runs is not held against the product. */
  async byOthers(act: () => unknown): Promise<void> {
    const { attempts } = this.#stack.emnify.user(this.#subject.username);
    const before = attempts.length;
    this.#othersAct = true;
    await act();
    this.#othersAct = false;
    for (const attempt of attempts.slice(before)) this.#ofOthers.add(attempt);
  }

  /** From now on superseded keys may go before their deadline. */
  graceIsEnded(): void {
    this.#endsGrace = true;
  }

  #secret() {
    return this.#stack.secretsManager.secret(this.#subject.keySecret);
  }

  #key(id: number | undefined): KeyTruth | undefined {
    return this.#stack.emnify.user(this.#subject.username).keys.find((key) => key.id === id);
  }

  #violated(invariant: Violation['invariant'], what: string): void {
    this.violations.push({ invariant, at: this.#stack.clock.now(), what });
  }

  #onSecret(): void {
    const secret = this.#secret();
    if (secret === undefined) return;
    for (const version of secret.versions) {
      const value = storedValue(version);
      for (const id of [value?.keyId, ...(value?.takeOver ?? [])]) if (id !== undefined) this.#recorded.add(id);
    }
    const current = keyIdOf(secret.holding('AWSCURRENT'));
    if (current !== this.#current && current !== undefined && !this.#byHand.has(current)) {
      if (this.#key(current)?.state !== 'active')
        this.#violated(3, `AWSCURRENT moved to key ${current}, which is not active`);
    }
    this.#current = current;
    this.#checkCurrent();
    this.#checkCount();
  }

  #onEmnify({ kind, id }: EmnifyChange): void {
    if (this.#othersAct && id !== undefined && kind.startsWith('key-')) this.byHand(id);
    if (kind === 'key-activated') this.#onActivated(id);
    if (kind === 'key-deleted') this.#onDeleted(id);
    if (kind === 'attempt' && !this.#othersAct) this.#onAttempt();
    this.#checkCurrent();
    this.#checkCount();
  }

  #checkCurrent(): void {
    const { strategy } = this.#options;
    if (this.#current === undefined || this.#byHand.has(this.#current) || strategy === 'replace') return;
    if (this.#key(this.#current)?.state !== 'active') {
      this.#violated(1, `the key of AWSCURRENT, ${this.#current}, is not active at emnify`);
      this.byHand(this.#current);
    }
  }

  #onActivated(id: number | undefined): void {
    if (id === undefined || this.#byHand.has(id) || this.#key(id)?.createdAt === undefined) return;
    if (!this.#recorded.has(id)) this.#violated(2, `key ${id} was activated, and its secret is stored nowhere`);
  }

  #onDeleted(id: number | undefined): void {
    const key = this.#key(id);
    const secret = this.#secret();
    if (key === undefined || secret === undefined || this.#byHand.has(key.id)) return;
    const now = this.#stack.clock.now();
    if (!this.#recorded.has(key.id)) {
      if (key.activatedAt !== undefined) this.#violated(5, `key ${key.id}, active and recorded nowhere, was deleted`);
      else if (now - key.createdAt <= 60_000 && !this.#wasRefusedStorage(key)) {
        this.#violated(5, `key ${key.id}, pending and recorded nowhere, was deleted after ${now - key.createdAt} ms`);
      }
      return;
    }
    if (keyIdOf(secret.holding('AWSPENDING')) === key.id)
      this.#violated(4, `the key of AWSPENDING, ${key.id}, was deleted`);
    if (keyIdOf(secret.holding('AWSCURRENT')) === key.id) {
      if (this.#options.strategy === 'overlap') this.#violated(4, `the key of AWSCURRENT, ${key.id}, was deleted`);
      return;
    }
    const deadline = Date.parse(secret.tags.get(`${SUPERSEDED}${key.id}`) ?? '');
    if (!this.#endsGrace && !(now >= deadline)) {
      this.#violated(
        4,
        `key ${key.id} was deleted, and its tag says ${secret.tags.get(`${SUPERSEDED}${key.id}`) ?? 'nothing'}`,
      );
    }
  }

  /** A put that AWS refused after the key was made: whoever made it deletes it again at once. */
  #wasRefusedStorage(key: KeyTruth): boolean {
    return this.#stack.script.calls.some(
      ({ operation, at, status }) =>
        operation === 'PutSecretValue' && at >= key.createdAt && status !== undefined && status >= 400,
    );
  }

  #onAttempt(): void {
    const { attempts } = this.#stack.emnify.user(this.#subject.username);
    const proofs = attempts.filter((attempt) => attempt.proof !== 'application-token' && !this.#ofOthers.has(attempt));
    const last = proofs.at(-1);
    if (last === undefined || last !== attempts.at(-1)) return;
    const inARow = proofs.slice(proofs.findLastIndex(({ outcome }) => outcome === 'accepted') + 1);
    const withinAnHour = inARow.filter(({ at }) => last.at - at < HOUR);
    if (withinAnHour.length >= 3)
      this.#violated(7, `${withinAnHour.length} passwords or codes in a row were refused within an hour`);
    const hold = this.#secret()?.tags.get('emnify-mfa:hold') ?? 'none';
    const until = Date.parse(/until=(\S+)/.exec(hold)?.[1] ?? '');
    if (hold === 'operator' || last.at < until) this.#violated(7, `a ${last.proof} was sent under the hold "${hold}"`);
  }

  #checkCount(): void {
    const { grace } = this.#options;
    const secret = this.#secret();
    const now = this.#stack.clock.now();
    const managed = keysInState(this.#stack, this.#subject, 'active').filter(
      ({ id }) => this.#recorded.has(id) && !this.#byHand.has(id),
    );
    const rotations =
      secret?.versions.filter((version) => keyIdOf(version) !== undefined && now - version.createdAt <= grace).length ??
      0;
    const takenOver = storedValue(secret?.versions[0])?.takeOver?.length ?? 0;
    // One that is current, and for each rotation of the last grace period one more.
    if (managed.length > 1 + Math.max(1, rotations) + takenOver)
      this.#violated(6, `${managed.length} managed keys are active`);
  }
}
