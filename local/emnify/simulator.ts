import type { VirtualClock } from '../clock.ts';
import type { Service } from '../service.ts';
import { Accounts, type NewUser } from './accounts.ts';
import { emnifyApp, OPERATIONS } from './app.ts';
import { JwtMint } from './jwt.ts';
import { Limits } from './limits.ts';
import { operationName } from './operation.ts';
import { Portal } from './portal.ts';
import { SeededRandom } from './random.ts';
import type { Change, UserRecord, UserTruth } from './records.ts';
import { ServerClock } from './server-clock.ts';
import { DEFAULT_SWITCHES, type Switches } from './switches.ts';
import type { World } from './world.ts';

/** The emnify API as far as its documents tell, with a switch for everything that they leave open. */
export class EmnifySimulator implements Service {
  readonly name = 'emnify';
  readonly #clock: VirtualClock;
  readonly #serverClock: ServerClock;
  readonly #accounts: Accounts;
  readonly #world: World;
  readonly #app: ReturnType<typeof emnifyApp>;
  readonly #limits = new Limits();
  #switches: Switches;

  /** @param seed the same one gives the same ids, secrets and tokens */
  constructor(clock: VirtualClock, switches: Partial<Switches> = {}, seed = 'emnify') {
    this.#clock = clock;
    this.#switches = { ...DEFAULT_SWITCHES, ...switches };
    const current = () => this.#switches;
    this.#serverClock = new ServerClock(clock, current);
    const random = new SeededRandom(seed);
    this.#accounts = new Accounts(clock, random);
    this.#world = {
      clock,
      serverClock: this.#serverClock,
      accounts: this.#accounts,
      jwts: new JwtMint(random),
      get switches() {
        return current();
      },
    };
    this.#app = emnifyApp(this.#world, this.#limits);
  }

  operation({ method, url }: Request): string {
    return operationName(OPERATIONS, method, new URL(url).pathname);
  }

  async handle(request: Request): Promise<Response> {
    if (this.#switches.latencyMs > 0) await this.#clock.sleep(this.#switches.latencyMs);
    const answer = await this.#app.fetch(request);
    const date = this.date();
    if (date !== undefined) answer.headers.set('date', date);
    return answer;
  }

  date(): string | undefined {
    return this.#switches.dateHeader ? new Date(this.serverTime()).toUTCString() : undefined;
  }

  /** Epoch milliseconds. */
  serverTime(): number {
    return this.#serverClock.now();
  }

  /** How many list-like reads would pass at once; only under `readLimit` does it matter. */
  readsLeft(): number {
    return this.#limits.readsLeft(this.#clock.now());
  }

  /** Changes how the vendor behaves from now on. Of dates that were told before, a change of the clock moves those told again. */
  set(switches: Partial<Switches>): void {
    this.#switches = { ...this.#switches, ...switches };
  }

  addUser(user: NewUser): UserTruth {
    return this.#accounts.addUser(user);
  }

  /** The truth about a user, live. @throws Error where there is no such user */
  user(username: string): UserTruth {
    return this.#record(username);
  }

  /** The user's hands on the vendor's web portal. */
  portal(username: string): Portal {
    return new Portal(this.#world, this.#record(username));
  }

  /** Calls `listener` just after every change of state, before anything else happens. It should note what it finds, not throw. */
  onChange(listener: (change: Change) => void): void {
    this.#accounts.onChange(listener);
  }

  #record(username: string): UserRecord {
    const user = this.#accounts.byUsername(username);
    if (user === undefined) throw new Error(`expected a user of the simulator, and ${username} is none: addUser first`);
    return user;
  }
}
