import { keyIdOf, storedValue } from '../../../local/subject.ts';
import type { Call } from '../simulation/network.ts';
import type { Simulation } from '../simulation/simulation.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const SUPERSEDED = 'emnify-mfa:superseded/';

/** Calls that carry a password or a code under a JWT. */
const PASSWORD = 'POST /api/v1/user/mfa';
const CODE = 'PATCH /api/v1/user/mfa/{key_id}';

/**
 * Rules of the design that no single instant shows: what a call may follow, and what must be on record before it. Judged by what
 * passes on the wires and by what the simulators hold, beside the invariants that `InvariantWatch` knows.
 */
export class Referee {
  readonly problems: string[] = [];
  readonly #simulation: Simulation;
  readonly #sent = new Map<string, number>();
  readonly #mayGap: boolean;
  #othersAct = false;
  #current: number | undefined;
  #pending: string | undefined;

  /** @param mayGap whether the current key may be deleted to make room, as under the strategy `replace` */
  constructor(simulation: Simulation, mayGap: boolean) {
    this.#simulation = simulation;
    this.#mayGap = mayGap;
    const { stack, subject, network } = simulation;
    this.#current = this.#currentKey();
    network.gate = async (call) => this.#onCall(call);
    stack.emnify.onChange(({ kind, id }) => {
      if (this.#othersAct) return;
      if (kind === 'key-created') this.#onCreated(id);
      if (kind === 'key-deleted') this.#onKeyDeleted(id);
      if (kind === 'device-deleted') this.#onDeviceDeleted(id);
    });
    stack.secretsManager.onChange(({ name }) => {
      if (name === subject.keySecret) this.#onSecret();
    });
  }

  /** What people do is not held against the product. */
  async byOthers(act: () => unknown): Promise<void> {
    this.#othersAct = true;
    await this.#simulation.watch.byOthers(act);
    this.#othersAct = false;
  }

  /** What people do is not taken for the product's doing, and they are in their rights against it as everybody is. */
  async unseen(act: () => unknown): Promise<void> {
    this.#othersAct = true;
    await act();
    this.#othersAct = false;
  }

  /** All that did not hold so far, also what the watch saw. */
  all(): readonly string[] {
    const { violations } = this.#simulation.watch;
    return [...violations.map(({ invariant, what }) => `invariant ${invariant}: ${what}`), ...this.problems];
  }

  #onCall({ operation, invocation, index }: Call): void {
    if (operation !== PASSWORD && operation !== CODE) return;
    const attempts = this.#secret()?.tags.get('emnify-mfa:attempts') ?? 'none';
    const isOnRecord = /unanswered=[1-9]/.test(attempts) || this.#hasTagged(invocation, index);
    if (!isOnRecord) this.#found('attempts on record', `${operation} was sent under "${attempts}"`);
    const name = `${invocation.number} ${operation}`;
    const count = (this.#sent.get(name) ?? 0) + 1;
    this.#sent.set(name, count);
    const most = operation === PASSWORD && this.#mayGap ? 2 : 1;
    if (count > most) this.#found('sent once', `${operation} was sent ${count} times by one invocation`);
  }

  /** Whether the invocation wrote a tag of its own since it last sent a secret: another one may have cleared it again. */
  #hasTagged(invocation: Call['invocation'], before: number): boolean {
    const own = this.#simulation.network.calls.filter((call) => call.invocation === invocation && call.index < before);
    const lastSent = own.findLastIndex(({ operation }) => operation === PASSWORD || operation === CODE);
    return own.slice(lastSent + 1).some(({ operation }) => operation === 'TagResource');
  }

  #onCreated(id: number | undefined): void {
    const orphan = this.#keys().find(
      (key) => key.state === 'pending' && key.id !== id && !this.#recorded().has(key.id),
    );
    if (orphan !== undefined)
      this.#found('orphans first', `a key was made beside key ${orphan.id}, pending and recorded nowhere`);
  }

  #onKeyDeleted(id: number | undefined): void {
    const key = this.#keys().find((one) => one.id === id);
    const others = this.#keys().filter((one) => one.state !== 'deleted' && one.id !== id);
    if (id === this.#current) {
      if (others.length > 0)
        this.#found('gap', `the current key was deleted beside key ${others.map((one) => one.id).join(', ')}`);
      return;
    }
    const isCurrentActive = others.some((one) => one.id === this.#current && one.state === 'active');
    if (key?.activatedAt !== undefined && !isCurrentActive) {
      this.#found('current seen active', `key ${id} was deleted while the current key is not active`);
    }
  }

  #onDeviceDeleted(id: number | undefined): void {
    const { stack, subject } = this.#simulation;
    const device = stack.emnify.user(subject.username).devices.find((one) => one.id === id);
    const since = this.#keys().find((key) => key.id === this.#current)?.activatedAt ?? 0;
    // emnify's clock, by which age is counted, may be some minutes off.
    const age = stack.clock.now() - (device?.activatedAt ?? 0) + 5 * MINUTE;
    if (device === undefined || device.activatedAt < since || age > 30 * DAY) return;
    this.#found('stale devices only', `device ${id} was deleted, and it is neither old nor older than the current key`);
  }

  #onSecret(): void {
    const secret = this.#secret();
    const [left, pending] = [this.#current, this.#pending];
    this.#current = this.#currentKey();
    this.#pending = secret?.labels.get('AWSPENDING');
    if (secret === undefined || this.#othersAct) return;
    if (left !== undefined && this.#current !== left && !secret.tags.has(`${SUPERSEDED}${left}`)) {
      this.#found('superseded on record', `AWSCURRENT has left key ${left}, and no tag says that it may be retired`);
    }
    if (pending === undefined || pending === this.#pending) return;
    const dropped = secret.versions.find(({ id }) => id === pending);
    const key = this.#keys().find((one) => one.id === keyIdOf(dropped));
    if (dropped?.labels.length === 0 && key !== undefined && key.state !== 'deleted') {
      this.#found(
        'nothing stored is dropped',
        `AWSPENDING was taken off the version of key ${key.id}, which is ${key.state}`,
      );
    }
  }

  #found(rule: string, what: string): void {
    this.problems.push(`${rule}: ${what}`);
  }

  #secret() {
    return this.#simulation.stack.secretsManager.secret(this.#simulation.subject.keySecret);
  }

  #keys() {
    return this.#simulation.stack.emnify.user(this.#simulation.subject.username).keys;
  }

  #currentKey(): number | undefined {
    return keyIdOf(this.#secret()?.holding('AWSCURRENT'));
  }

  #recorded(): ReadonlySet<number | undefined> {
    return new Set(this.#secret()?.versions.map((version) => storedValue(version)?.keyId));
  }
}
