import type { Proof, UserRecord } from './records.ts';
import { lockedOut } from './refusal.ts';
import type { World } from './world.ts';

/** Consecutive failed attempts that lock an account (the vendor's guide on authentication). */
const ALLOWED_FAILURES = 3;

/** To be called before a proof is looked at. @throws Refusal while the account is locked, whatever was sent. */
export function admit(world: World, user: UserRecord, proof: Proof): void {
  const lockout = user.lockouts.at(-1);
  if (lockout === undefined || world.clock.now() >= lockout.until) return;
  world.accounts.recordAttempt(user, { proof, outcome: 'locked-out' });
  throw lockedOut();
}

/** Records a proof that was right. `done`: nothing more has to be proved, so the row of failures ends. */
export function accepted(world: World, user: UserRecord, proof: Proof, done: boolean): void {
  if (done && counts(world, proof)) user.failures = 0;
  world.accounts.recordAttempt(user, { proof, outcome: 'accepted' });
}

/** Records a proof that was wrong; the third in a row locks the account. */
export function refused(world: World, user: UserRecord, proof: Proof): void {
  if (counts(world, proof)) user.failures += 1;
  world.accounts.recordAttempt(user, { proof, outcome: 'refused' });
  if (user.failures < ALLOWED_FAILURES) return;
  user.failures = 0;
  world.accounts.lock(user, world.clock.now() + world.switches.lockoutMinutes * 60_000);
}

function counts({ switches }: World, proof: Proof): boolean {
  switch (proof) {
    case 'password':
      return true;
    case 'code':
      return switches.failedCodesCount;
    case 'application-token':
      return switches.failedTokensCount;
  }
}
