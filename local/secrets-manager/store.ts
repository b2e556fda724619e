import { createHash } from 'node:crypto';
import { ACCOUNT, REGION } from '../account.ts';
import type { VirtualClock } from '../clock.ts';
import { secretNotFound } from './errors.ts';
import { Hook } from './hooks.ts';
import { copyOf, type SecretRecord } from './record.ts';

const ARN_PREFIX = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:`;
/** An ARN that ends like this is taken as complete (recorded: partial-arn-of-name-ending-like-a-suffix). */
const SUFFIX = /-[A-Za-z0-9]{6}$/;

/** A change of state, told right after it happened. `action` is the API action, or what Secrets Manager did by itself. */
export interface Change {
  readonly arn: string;
  readonly name: string;
  readonly action: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

interface Entry {
  readonly record: SecretRecord;
  before: SecretRecord | undefined;
  staleReads: number;
}

/** The secrets of the account, by name, each with its state before the last write. */
export class Store {
  readonly changes = new Hook<Change>();
  readonly #clock: VirtualClock;
  readonly #entries = new Map<string, Entry>();
  readonly #byArn = new Map<string, Entry>();
  #ids = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  records(): readonly SecretRecord[] {
    return [...this.#entries.values()].map(({ record }) => record);
  }

  /** By name, ARN, or ARN without its suffix. */
  find(secretId: string): SecretRecord | undefined {
    return this.#entry(secretId)?.record;
  }

  /** @throws SecretsManagerError ResourceNotFoundException */
  get(secretId: string): SecretRecord {
    const record = this.find(secretId);
    if (record === undefined) throw secretNotFound();
    return record;
  }

  /** As a read sees it: while stale reads are due, the state before the last write, in which the secret may not exist. */
  read(secretId: string): SecretRecord {
    const entry = this.#entry(secretId);
    if (entry === undefined) throw secretNotFound();
    if (entry.staleReads === 0) return entry.record;
    entry.staleReads -= 1;
    if (entry.before === undefined) throw secretNotFound();
    return entry.before;
  }

  before(secretId: string): SecretRecord | undefined {
    return this.#entry(secretId)?.before;
  }

  serveStale(secretId: string, reads: number): void {
    const entry = this.#entry(secretId);
    if (entry === undefined) throw new Error(`No secret ${secretId}: stale reads need one that exists.`);
    entry.staleReads = reads;
  }

  add(record: SecretRecord): void {
    const entry = { record, before: undefined, staleReads: 0 };
    this.#entries.set(record.name, entry);
    this.#byArn.set(record.arn, entry);
    this.#emit(record, 'CreateSecret');
  }

  /** One write: `mutate` must not throw half-way. */
  change(record: SecretRecord, action: string, mutate: () => void): void {
    const entry = this.#entries.get(record.name);
    if (entry !== undefined) entry.before = copyOf(record);
    mutate();
    record.changedAt = this.now();
    this.#emit(record, action);
  }

  remove(record: SecretRecord): void {
    this.#entries.delete(record.name);
    this.#byArn.delete(record.arn);
    this.#emit(record, 'DeleteSecret');
  }

  /** Removes a secret that awaits deletion when its time has come, unless it was restored or deleted anew. */
  removeAt(record: SecretRecord, at: number): void {
    this.#clock.at(at, () => {
      if (record.deletionAt === at && this.#entries.get(record.name)?.record === record) this.remove(record);
    });
  }

  /** The next ARN for a name: a suffix of its own each time, the same in every run. */
  arnFor(name: string): string {
    return `${ARN_PREFIX}${name}-${this.#digest(name).slice(0, 6)}`;
  }

  /** The next id in the form of a UUID, the same in every run. */
  uuid(): string {
    const hex = this.#digest('uuid');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  #digest(seed: string): string {
    this.#ids += 1;
    return createHash('sha256').update(`${seed} ${this.#ids}`).digest('hex');
  }

  #entry(secretId: string): Entry | undefined {
    if (!secretId.startsWith('arn:')) return this.#entries.get(secretId);
    const entry = this.#byArn.get(secretId);
    if (entry !== undefined) return entry;
    if (!secretId.startsWith(ARN_PREFIX) || SUFFIX.test(secretId)) return undefined;
    return this.#entries.get(secretId.slice(ARN_PREFIX.length));
  }

  #emit({ arn, name }: SecretRecord, action: string): void {
    this.changes.emit({ arn, name, action, at: this.now() });
  }
}
