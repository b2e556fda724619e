import type { VirtualClock } from '../clock.ts';
import type { SeededRandom } from './random.ts';
import type {
  ApplicationTokenRecord,
  AttemptRecord,
  Change,
  DeviceRecord,
  KeyRecord,
  Role,
  UserRecord,
} from './records.ts';
import type { Switches } from './switches.ts';
import { newKeyMaterial } from './totp.ts';

export interface NewUser {
  /** Usually an e-mail address. */
  readonly username: string;
  /** Plain. */
  readonly password: string;
  readonly name?: string;
  readonly organisation?: string;
  /** `['User']` when absent. */
  readonly roles?: readonly Role[];
}

/** The accounts of the vendor. Whatever changes in what a user has goes through here, and the listeners are told at once. */
export class Accounts {
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  readonly #byId = new Map<number, UserRecord>();
  readonly #byUsername = new Map<string, UserRecord>();
  readonly #byToken = new Map<string, { readonly user: UserRecord; readonly record: ApplicationTokenRecord }>();
  readonly #organisations = new Map<string, { readonly id: number; readonly name: string }>();
  readonly #listeners: ((change: Change) => void)[] = [];
  // Far apart, so that an id of one kind passed for another is found nowhere.
  readonly #lastId = { organisation: 100, user: 5_000, key: 700, device: 30_000, token: 9_000 };

  constructor(clock: VirtualClock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  byId(id: number): UserRecord | undefined {
    return this.#byId.get(id);
  }

  byUsername(username: string): UserRecord | undefined {
    return this.#byUsername.get(username);
  }

  byApplicationToken(token: string): { user: UserRecord; record: ApplicationTokenRecord } | undefined {
    return this.#byToken.get(token);
  }

  addUser({ username, password, name = username, organisation = 'Example', roles = ['User'] }: NewUser): UserRecord {
    if (this.byUsername(username) !== undefined) {
      throw new Error(`expected a new user name, and ${username} exists: choose another`);
    }
    const user: UserRecord = {
      id: ++this.#lastId.user,
      username,
      name,
      organisation: this.#organisation(organisation),
      roles,
      createdAt: this.#clock.now(),
      password,
      keys: [],
      devices: [],
      applicationTokens: [],
      attempts: [],
      authentications: [],
      lockouts: [],
      failures: 0,
    };
    this.#byId.set(user.id, user);
    this.#byUsername.set(username, user);
    this.#tell(user, 'user-added');
    return user;
  }

  changePassword(user: UserRecord, password: string): void {
    user.password = password;
    this.#tell(user, 'password-changed');
  }

  createKey(user: UserRecord, switches: Switches, createdAt = this.#clock.now()): KeyRecord {
    const material = newKeyMaterial(user.username, this.#random, switches);
    const key: KeyRecord = { id: ++this.#lastId.key, state: 'pending', createdAt, ...material };
    user.keys.push(key);
    this.#tell(user, 'key-created', key.id);
    return key;
  }

  activateKey(user: UserRecord, key: KeyRecord, activatedAt = this.#clock.now()): void {
    key.state = 'active';
    key.activatedAt = activatedAt;
    this.#tell(user, 'key-activated', key.id);
  }

  deleteKey(user: UserRecord, key: KeyRecord): void {
    key.state = 'deleted';
    key.deletedAt = this.#clock.now();
    this.#tell(user, 'key-deleted', key.id);
  }

  /** Trusts the device, anew if its fingerprint is trusted already. */
  trustDevice(user: UserRecord, device: Omit<DeviceRecord, 'id' | 'deletedAt'>): DeviceRecord {
    const known = user.devices.find(
      ({ fingerprint, deletedAt }) => fingerprint === device.fingerprint && deletedAt === undefined,
    );
    const record = known ?? { id: ++this.#lastId.device, ...device };
    record.activatedAt = device.activatedAt;
    if (known === undefined) user.devices.push(record);
    this.#tell(user, 'device-trusted', record.id);
    return record;
  }

  deleteDevice(user: UserRecord, device: DeviceRecord): void {
    device.deletedAt = this.#clock.now();
    this.#tell(user, 'device-deleted', device.id);
  }

  createToken(
    user: UserRecord,
    limits: Pick<ApplicationTokenRecord, 'description' | 'expiresAt' | 'ip'>,
  ): ApplicationTokenRecord {
    const record = { id: ++this.#lastId.token, token: this.#random.text(48), createdAt: this.#clock.now(), ...limits };
    user.applicationTokens.push(record);
    this.#byToken.set(record.token, { user, record });
    this.#tell(user, 'token-created', record.id);
    return record;
  }

  revokeToken(user: UserRecord, token: ApplicationTokenRecord): void {
    token.revokedAt = this.#clock.now();
    this.#tell(user, 'token-revoked', token.id);
  }

  recordAttempt(user: UserRecord, attempt: Pick<AttemptRecord, 'proof' | 'outcome'>): void {
    user.attempts.push({ at: this.#clock.now(), ...attempt });
    this.#tell(user, 'attempt');
  }

  recordAuthentication(user: UserRecord, by: 'application-token' | 'credentials'): void {
    user.authentications.push({ at: this.#clock.now(), by });
    this.#tell(user, 'authenticated');
  }

  lock(user: UserRecord, until: number): void {
    user.lockouts.push({ from: this.#clock.now(), until });
    this.#tell(user, 'locked-out');
  }

  #organisation(name: string) {
    const organisation = this.#organisations.get(name) ?? { id: ++this.#lastId.organisation, name };
    this.#organisations.set(name, organisation);
    return organisation;
  }

  #tell({ username }: UserRecord, kind: Change['kind'], id?: number): void {
    const change: Change = { at: this.#clock.now(), username, kind, ...(id === undefined ? {} : { id }) };
    for (const listener of this.#listeners) listener(change);
  }
}
