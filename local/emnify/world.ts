import type { VirtualClock } from '../clock.ts';
import type { Accounts } from './accounts.ts';
import type { JwtMint } from './jwt.ts';
import type { ServerClock } from './server-clock.ts';
import type { Switches } from './switches.ts';

/** What the operations of the simulator share. */
export interface World {
  readonly clock: VirtualClock;
  readonly serverClock: ServerClock;
  readonly accounts: Accounts;
  readonly jwts: JwtMint;
  /** As they stand now. */
  readonly switches: Switches;
}
