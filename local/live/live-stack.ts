import { EmbeddedStack } from '../stack.ts';
import { defineFunctions } from './functions.ts';

const DAY = 86_400_000;
const TICK_MS = 50;

/** Where the deployment's alarms and the command's audit lines go. */
const ALARM_TOPIC_ARN = 'arn:aws:sns:eu-central-1:111122223333:emnify-mfa-alarms';
const AUDIT_LOG_GROUP = '/emnify-mfa/audit';

/** A simulated emnify account that may be enrolled: these are the simulation's own secrets, of no use anywhere else. */
export interface SimulatedAccount {
  readonly user: string;
  readonly username: string;
  readonly password: string;
  readonly applicationToken: string;
}

/** The embedded stack as somebody works with it: its clock goes on with the machine's, and can be sent ahead. */
export class LiveStack {
  readonly stack: EmbeddedStack;
  readonly accounts: readonly SimulatedAccount[];
  /** How far the stack's clock is ahead of the machine's, milliseconds. */
  #ahead: number;
  /** Time moves in one place at a time; whoever wants to move it waits for this. */
  #moving: Promise<void> = Promise.resolve();
  #ticking = false;
  readonly #timer: NodeJS.Timeout;

  private constructor(stack: EmbeddedStack) {
    this.stack = stack;
    this.#ahead = stack.clock.now() - Date.now();
    defineFunctions(stack);
    stack.logs.create(AUDIT_LOG_GROUP);
    stack.topics.define(ALARM_TOPIC_ARN, [{ endpoint: 'oncall@example.com', confirmed: true }]);
    this.accounts = [addAccount(stack, 'alice', { hasHistory: true }), addAccount(stack, 'bob', { hasHistory: false })];
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  static async start(start: Date): Promise<LiveStack> {
    return new LiveStack(await EmbeddedStack.start({ start: start.toISOString() }));
  }

  now(): number {
    return this.stack.clock.now();
  }

  /** With the application token that works now: one may have been revoked for practice, and another made. */
  currentAccounts(): readonly SimulatedAccount[] {
    return this.accounts.map((account) => {
      const { applicationTokens } = this.stack.emnify.user(account.username);
      const last = applicationTokens.findLast(({ revokedAt }) => revokedAt === undefined);
      return last === undefined ? account : { ...account, applicationToken: last.token };
    });
  }

  /** Lets time pass at once; whatever falls due meanwhile has happened when this resolves. */
  advance(ms: number): Promise<void> {
    return this.exclusively(() => this.stack.clock.advance(ms));
  }

  /** Does work that moves the clock, while nothing else moves it. */
  readonly exclusively = (work: () => Promise<void>): Promise<void> => {
    const done = this.#moving.then(work).finally(() => {
      // Where a function waits for the next time-step, its time passes at once, and the stack's with it.
      this.#ahead = Math.max(this.#ahead, this.stack.clock.now() - Date.now());
    });
    // Whoever asked learns of a failure; the next in line goes on.
    this.#moving = done.catch(() => {});
    return done;
  };

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#moving;
    await this.stack.close();
  }

  #tick(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    const tick = this.exclusively(() => this.stack.clock.advanceTo(Date.now() + this.#ahead));
    void tick.finally(() => {
      this.#ticking = false;
    });
  }
}

/** @param hasHistory a key set by hand long ago, and browsers that may skip the second factor, as a real account has */
function addAccount(
  stack: EmbeddedStack,
  user: string,
  { hasHistory }: { readonly hasHistory: boolean },
): SimulatedAccount {
  const username = `${user}@example.com`;
  const password = `simulated-password-of-${user}`;
  stack.emnify.addUser({ username, password });
  const portal = stack.emnify.portal(username);
  if (hasHistory) {
    const now = stack.clock.now();
    portal.addKey({ active: true, createdAt: now - 412 * DAY });
    portal.addDevice({ activatedAt: now - 83 * DAY, browser: 'Chrome', operatingSystem: 'Windows' });
    portal.addDevice({ activatedAt: now - 2 * DAY, browser: 'Firefox', operatingSystem: 'Linux' });
  }
  return { user, username, password, applicationToken: portal.createToken() };
}
