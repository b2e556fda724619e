import type { Accounts } from './accounts.ts';
import { obstacleToActivating, obstacleToCreating } from './key-rules.ts';
import type { DeviceTruth, KeyRecord, KeyTruth, UserRecord } from './records.ts';
import type { World } from './world.ts';

/** What a person does in the vendor's web portal as one user. Nobody is asked for a password or code; the account's rules hold. */
export class Portal {
  readonly #world: World;
  readonly #user: UserRecord;

  constructor(world: World, user: UserRecord) {
    this.#world = world;
    this.#user = user;
  }

  /** A key, pending unless `active`. `createdAt` (epoch ms): long ago, for a key from before the story begins. */
  addKey({ active = false, createdAt }: { active?: boolean; createdAt?: number } = {}): KeyTruth {
    const { switches, accounts, clock } = this.#world;
    allow(obstacleToCreating(this.#user, switches));
    const since = createdAt ?? clock.now();
    const key = accounts.createKey(this.#user, switches, since);
    if (active) accounts.activateKey(this.#user, key, since);
    return key;
  }

  activateKey(id: number): void {
    const key = this.#key(id);
    allow(
      key.state === 'active' ? 'the key is active already' : obstacleToActivating(this.#user, this.#world.switches),
    );
    this.#world.accounts.activateKey(this.#user, key);
  }

  deleteKey(id: number): void {
    this.#world.accounts.deleteKey(this.#user, this.#key(id));
  }

  /** @param device `activatedAt` (epoch ms) is now when absent; the fingerprint is made up when absent */
  addDevice(
    device: { activatedAt?: number; operatingSystem?: string; browser?: string; fingerprint?: string } = {},
  ): DeviceTruth {
    return this.#world.accounts.trustDevice(this.#user, {
      fingerprint: `device-${this.#user.devices.length + 1}`,
      operatingSystem: 'Linux',
      browser: 'Firefox',
      activatedAt: this.#world.clock.now(),
      ...device,
    });
  }

  deleteDevice(id: number): void {
    const device = this.#user.devices.find((candidate) => candidate.id === id && candidate.deletedAt === undefined);
    if (device === undefined) throw absent('trusted device', id);
    this.#world.accounts.deleteDevice(this.#user, device);
  }

  /** @param password plain */
  changePassword(password: string): void {
    this.#world.accounts.changePassword(this.#user, password);
  }

  /** A new application token's text. `expiresAt`: epoch ms of server time; `ip`: a CIDR range. */
  createToken(limits: { expiresAt?: number; ip?: string } = {}): string {
    const description = 'made in the portal';
    const created: Parameters<Accounts['createToken']>[1] = { description, ...limits };
    return this.#world.accounts.createToken(this.#user, created).token;
  }

  revokeToken(text: string): void {
    const token = this.#user.applicationTokens.find((candidate) => candidate.token === text);
    if (token === undefined) throw new Error(`${this.#user.username} has no such application token`);
    this.#world.accounts.revokeToken(this.#user, token);
  }

  #key(id: number): KeyRecord {
    const key = this.#user.keys.find((candidate) => candidate.id === id && candidate.state !== 'deleted');
    if (key === undefined) throw absent('MFA key', id);
    return key;
  }
}

function allow(obstacle: string | undefined): void {
  if (obstacle !== undefined) throw new Error(`the portal refuses: ${obstacle}`);
}

function absent(what: string, id: number): Error {
  return new Error(`the portal shows no ${what} ${id}`);
}
