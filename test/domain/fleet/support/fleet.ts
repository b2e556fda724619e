import type { Checkpoints, FleetStore, ListPage } from '../../../../functions/domain/fleet/ports.ts';
import type { FleetProgress, FleetReport } from '../../../../functions/domain/fleet/report.ts';
import type { FleetRequest } from '../../../../functions/domain/fleet/request.ts';
import { rotateFleet } from '../../../../functions/domain/fleet/run.ts';
import { UserSlug, VersionId } from '../../../../functions/domain/identifiers.ts';
import type { JournalEntry } from '../../../../functions/domain/journal.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeStore } from '../../support/fake-store.ts';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** What becomes of a rotation that is begun: it succeeds at once, never ends, or ends without a key. */
export type Fate = 'rotates' | 'hangs' | 'fails';

/** Secrets Manager with many users. */
class FleetOfSecrets extends FakeStore implements FleetStore {
  readonly fates = new Map<string, Fate[]>();
  pageSize = 100;
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    super();
    this.#clock = clock;
  }

  listKeySecrets(from = '0'): Promise<ListPage> {
    return this.remote.call('listKeySecrets', from, () => {
      const start = Number(from);
      const all = [...this.secrets].filter(([name]) => name.endsWith('/key'));
      const secrets = all.slice(start, start + this.pageSize).map(([name, { versions, facts, tags }]) => ({
        user: UserSlug.parse(name.split('/')[1]),
        versions: [...versions.keys()],
        isHeld: tags.get('emnify-mfa:hold') === 'operator',
        ...(facts.createdAt === undefined ? {} : { createdAt: facts.createdAt }),
        ...(facts.lastRotatedAt === undefined ? {} : { lastRotatedAt: facts.lastRotatedAt }),
      }));
      const next = start + this.pageSize;
      return { secrets, ...(next < all.length ? { next: String(next) } : {}) };
    });
  }

  rotateAs(name: string, token: VersionId): Promise<void> {
    return this.remote.call('rotateAs', name.split('/')[1] ?? '', () => {
      const secret = this.secret(name);
      const { versions } = secret;
      const fate = this.fates.get(name)?.shift() ?? 'rotates';
      if (fate === 'fails') return;
      for (const { labels } of versions.values()) labels.delete('AWSPENDING');
      if (fate === 'hangs') {
        versions.set(token, { labels: new Set(['AWSPENDING']), createdAt: this.#clock.now() });
        return;
      }
      for (const { labels } of versions.values()) labels.delete('AWSPREVIOUS');
      for (const { labels } of versions.values()) if (labels.delete('AWSCURRENT')) labels.add('AWSPREVIOUS');
      versions.set(token, { labels: new Set(['AWSCURRENT']), createdAt: this.#clock.now() });
      secret.facts = { ...secret.facts, lastRotatedAt: this.#clock.now() };
    });
  }
}

/** A fleet in memory. Steps are kept, and waiting takes virtual time. */
export class Fleet {
  readonly clock = new FakeClock();
  readonly store = new FleetOfSecrets(this.clock);
  readonly entries: JournalEntry[] = [];
  readonly told: FleetProgress[] = [];
  /** Seconds of each wait, in order. */
  readonly waits: number[] = [];
  readonly steps: string[] = [];

  /** An enrolled user whose key was made so long ago. */
  add(user: string, age = 30 * DAY): void {
    const at = this.clock.now() - age;
    this.store.secrets.set(`emnify-mfa/${user}/key`, {
      versions: new Map([
        [VersionId.parse(`${user}-of-old`.padEnd(32, '-')), { labels: new Set(['AWSCURRENT']), createdAt: at }],
      ]),
      tags: new Map(),
      facts: { createdAt: at - DAY, lastRotatedAt: at },
    });
  }

  secret(user: string) {
    return this.store.secret(`emnify-mfa/${user}/key`);
  }

  fate(user: string, ...fates: readonly Fate[]): void {
    this.store.fates.set(`emnify-mfa/${user}/key`, [...fates]);
  }

  /** Users in the order in which their rotation was asked for. */
  asked(): readonly string[] {
    return this.store.remote.calls.filter((call) => call.startsWith('rotateAs')).map((call) => call.slice(9));
  }

  async run(request: Partial<FleetRequest> = {}): Promise<FleetReport> {
    const checkpoints: Checkpoints = {
      step: async (name, work) => {
        this.steps.push(name);
        return work();
      },
      wait: async (_name, seconds) => {
        this.waits.push(seconds);
        this.clock.advance(seconds * 1_000);
      },
    };
    const journal = {
      record: (entry: JournalEntry) => void this.entries.push(entry),
      progress: (progress: FleetProgress) => void this.told.push(progress),
    };
    const policy = { secretPrefix: 'emnify-mfa', gracePeriodMs: DAY };
    const ports = { clock: this.clock, store: this.store, journal };
    return rotateFleet({ run: 'leak', reason: 'a leaked laptop', ...request }, ports, policy, checkpoints);
  }
}
