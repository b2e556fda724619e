import { KeyId, VersionId } from '../../../functions/domain/identifiers.ts';
import type { RotationPolicy, RotationPorts } from '../../../functions/domain/rotation/climb.ts';
import type { RotationEvent } from '../../../functions/domain/rotation/event.ts';
import { rotate } from '../../../functions/domain/rotation/rotate.ts';
import { Secret } from '../../../functions/domain/secret.ts';
import { formatKeyValue } from '../../../functions/domain/secret-values.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeEmnify } from './fake-emnify.ts';
import { FakeJournal } from './fake-journal.ts';
import { type FakeSecret, FakeStore } from './fake-store.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const KEY_SECRET = 'emnify-mfa/robot/key';
const CREDENTIALS = 'emnify-mfa/robot/credentials';

export function version(name: string): VersionId {
  return VersionId.parse(name.padEnd(32, '-'));
}

export const FIRST = version('first');
export const NEXT = version('next');
export const CREDENTIALS_VERSION = version('credentials');

/** One user in a world of fakes: key 20 is current and active, made ten days ago, and `NEXT` waits for its value. */
export class EnrolledUser {
  readonly clock = new FakeClock();
  readonly store = new FakeStore();
  readonly emnify = new FakeEmnify(this.clock);
  readonly journal = new FakeJournal();
  /** As `key deadline`, and what scheduling one throws. */
  readonly retirements: string[] = [];
  retirementFailure: Error | undefined;
  policy: RotationPolicy = { secretPrefix: 'emnify-mfa', strategy: 'overlap', gracePeriodMs: DAY };

  constructor() {
    const tags = [['app', 'emnify-mfa-rotation'] as const, ['emnify-mfa:user', 'robot'] as const];
    this.store.secrets.set(CREDENTIALS, { versions: new Map(), tags: new Map(tags), facts: {} });
    this.store.secrets.set(KEY_SECRET, { versions: new Map(), tags: new Map(tags), facts: {} });
    this.writeCredentials(CREDENTIALS_VERSION);
    this.setTag('owner', `version=${CREDENTIALS_VERSION}`);
    this.addVersion(FIRST, ['AWSCURRENT'], this.keyValue(20), 10 * DAY);
    this.addVersion(NEXT, ['AWSPENDING']);
    this.emnify.addKey(20, 'active', 10 * DAY);
  }

  get ports(): RotationPorts {
    const { clock, store, emnify, journal } = this;
    return {
      clock,
      store,
      emnify,
      journal,
      totp: {
        parameters: () => ({ algorithm: 'SHA1', digits: 6, period: 30 }),
        code: () => Secret.of('123456'),
      },
      retirement: {
        scheduleRetirement: async (_user, keyId, deadline) => {
          if (this.retirementFailure !== undefined) throw this.retirementFailure;
          this.retirements.push(`${keyId} ${new Date(deadline).toISOString()}`);
        },
      },
    };
  }

  get secret(): FakeSecret {
    return this.store.secret(KEY_SECRET);
  }

  tag(name: string): string | undefined {
    return this.secret.tags.get(`emnify-mfa:${name}`);
  }

  setTag(name: string, value: string): void {
    this.secret.tags.set(`emnify-mfa:${name}`, value);
  }

  writeCredentials(id: VersionId, text?: string): void {
    const { versions } = this.store.secret(CREDENTIALS);
    versions.clear();
    const credentials = {
      applicationToken: 'token',
      username: 'robot@example.com',
      password: 'hunter2',
      passwordFormat: 'plain',
    };
    versions.set(id, { labels: new Set(['AWSCURRENT']), text: text ?? JSON.stringify(credentials), createdAt: 0 });
  }

  /** The text of a version that records a key, made so long ago. */
  keyValue(id: number, age = 10 * DAY): string {
    return formatKeyValue({
      state: 'key',
      userId: this.emnify.userId,
      keyId: KeyId.parse(id),
      secretKey: Secret.of('JBSWY3DPEHPK3PXP'),
      otpauth: Secret.of('otpauth://totp/robot'),
      algorithm: 'SHA1',
      digits: 6,
      period: 30,
      createdAt: this.clock.now() - age,
    }).reveal();
  }

  addVersion(id: VersionId, labels: readonly string[], text?: string, age = 0): void {
    this.secret.versions.set(id, {
      labels: new Set(labels),
      ...(text === undefined ? {} : { text }),
      createdAt: this.clock.now() - age,
    });
  }

  /** One step of the rotation to `NEXT`, in a container of its own. Resolves to what it threw, if it did. */
  async step(step: RotationEvent['step'], token: VersionId = NEXT): Promise<unknown> {
    const event = { step, secretId: KEY_SECRET, token };
    return rotate(event, this.ports, this.policy).then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  /** Calls to emnify that a password or a code went with. */
  sent(): readonly string[] {
    return this.emnify.remote.calls.filter((call) => /^(createKey|activateKey|signIn)/.test(call));
  }
}
