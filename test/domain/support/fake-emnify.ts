import { type CallFacts, NotFound } from '../../../functions/domain/emnify-errors.ts';
import { DeviceId, KeyId, UserId } from '../../../functions/domain/identifiers.ts';
import type {
  CreatedKey,
  Emnify,
  EmnifyAccount,
  EmnifyKey,
  EmnifyUser,
  LookupEntry,
  TrustedDevice,
} from '../../../functions/domain/ports.ts';
import { Secret } from '../../../functions/domain/secret.ts';
import type { FakeClock } from './fake-clock.ts';
import { Remote } from './remote.ts';

/** What an error tells of the call that met it. */
export const CALL: CallFacts = { method: 'POST', path: '/api/v1/user/mfa' };

/** emnify with one account, in memory, as the port describes it. */
export class FakeEmnify implements Emnify, EmnifyAccount {
  readonly remote = new Remote();
  readonly #clock: FakeClock;
  userId = UserId.parse(7);
  keys: EmnifyKey[] = [];
  devices: TrustedDevice[] = [];
  /** Whether the user's role sees the list of keys. */
  showsKeys = true;
  signsIn: 'mfa-required' | 'signed-in' = 'mfa-required';
  statuses: LookupEntry[] = [
    { id: 0, description: 'Activation Pending' },
    { id: 1, description: 'Active' },
  ];
  types: LookupEntry[] = [{ id: 0, description: 'Time-Based One-Time Password' }];
  clockOffsetMs = 0;
  #nextKey = 30;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  as(): EmnifyAccount {
    return this;
  }

  addKey(id: number, status: 'active' | 'pending', age = 0): void {
    this.keys.push({ id: KeyId.parse(id), status, createdAt: this.serverTime() - age });
  }

  addDevice(id: number, age: number): void {
    this.devices.push({ id: DeviceId.parse(id), activatedAt: this.serverTime() - age });
  }

  /** Ids in this state. */
  ids(status: 'active' | 'pending'): readonly number[] {
    return this.keys.filter((key) => key.status === status).map(({ id }) => id);
  }

  authenticate(): Promise<void> {
    return this.remote.call('authenticate', '', () => undefined);
  }

  signIn(): Promise<'mfa-required' | 'signed-in'> {
    return this.remote.call('signIn', '', () => this.signsIn);
  }

  user(): Promise<EmnifyUser> {
    return this.remote.call('user', '', () => ({
      id: this.userId,
      username: 'robot@example.com',
      ...(this.showsKeys ? { keys: [...this.keys] } : {}),
    }));
  }

  self(): Promise<EmnifyUser> {
    return this.remote.call('self', '', () => ({ id: this.userId }));
  }

  createKey(): Promise<CreatedKey> {
    return this.remote.call('createKey', '', () => {
      const id = KeyId.parse(this.#nextKey);
      this.#nextKey += 1;
      this.addKey(id, 'pending');
      return { id, secretKey: Secret.of('JBSWY3DPEHPK3PXP'), otpauth: Secret.of('otpauth://totp/robot') };
    });
  }

  activateKey(key: KeyId): Promise<void> {
    return this.remote.call('activateKey', key, () => {
      this.keys = this.keys.map((one) => (one.id === key ? { ...one, status: 'active' } : one));
    });
  }

  deleteKey(key: KeyId): Promise<void> {
    return this.remote.call('deleteKey', key, () => {
      if (!this.keys.some(({ id }) => id === key)) throw new NotFound('no such key', CALL);
      this.keys = this.keys.filter(({ id }) => id !== key);
    });
  }

  keyStatuses(): Promise<readonly LookupEntry[]> {
    return this.remote.call('keyStatuses', '', () => this.statuses);
  }

  keyTypes(): Promise<readonly LookupEntry[]> {
    return this.remote.call('keyTypes', '', () => this.types);
  }

  trustedDevices(): Promise<readonly TrustedDevice[]> {
    return this.remote.call('trustedDevices', '', () => [...this.devices]);
  }

  deleteTrustedDevice(device: DeviceId): Promise<void> {
    return this.remote.call('deleteTrustedDevice', device, () => {
      if (!this.devices.some(({ id }) => id === device)) throw new NotFound('no such device', CALL);
      this.devices = this.devices.filter(({ id }) => id !== device);
    });
  }

  serverTime(): number {
    return this.#clock.now() + this.clockOffsetMs;
  }
}
