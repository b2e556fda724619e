import type { VersionId } from './identifiers.ts';
import { INVOCATION_MS } from './invocation-time.ts';

/** Passwords and codes sent since emnify last accepted one. */
export interface Attempts {
  /** Sent, and no answer came (or the invocation died): each may have been refused, or have taken effect. */
  readonly unanswered: number;
  readonly refused: number;
  /** When the last one was sent, epoch milliseconds. */
  readonly at: number;
}

export const NO_ATTEMPTS: Attempts = { unanswered: 0, refused: 0, at: 0 };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Three failures in a row lock an emnify account (emnify-api.md, "Authenticating"); we stay one below, whatever was lost. */
const MOST_WITHIN_AN_HOUR = 2;

/** A persisted stop: nothing is tried for the user while it is in force. */
export type Hold =
  /** Until the credentials secret has another version than the refused one. */
  | { readonly kind: 'credentials'; readonly refusedVersion: VersionId }
  | { readonly kind: 'code'; readonly until: number }
  | { readonly kind: 'lockout'; readonly until: number }
  /** Until an operator releases it. */
  | { readonly kind: 'operator' }
  /** From the beginning of an offboarding on, so that no rotation under way goes on; enrolment ends it. */
  | { readonly kind: 'offboarding'; readonly deletesKeys: boolean };

/** The holds that stand in a tag of theirs; an offboarding has another. */
export type StoredHold = Exclude<Hold, { readonly kind: 'offboarding' }>;

/** Whether the offboarding that has begun is to delete the user's keys at emnify. */
export type Offboarding = 'delete-keys' | 'keep-keys';

/** One more password or code is about to be sent. */
export function raise(attempts: Attempts, now: number): Attempts {
  return { ...attempts, unanswered: attempts.unanswered + 1, at: now };
}

/**
 * The hold that the attempts amount to by themselves: after two without acceptance, the next may follow the last by an hour,
 * so that no hour ever holds a third.
 */
function holdOfAttempts({ unanswered, refused, at }: Attempts, now: number): Hold | undefined {
  const until = at + HOUR;
  return unanswered + refused >= MOST_WITHIN_AN_HOUR && now < until ? { kind: 'lockout', until } : undefined;
}

/** emnify refused what was just sent. */
export function refused(attempts: Attempts): Attempts {
  return { ...attempts, unanswered: attempts.unanswered - 1, refused: attempts.refused + 1 };
}

/** The hold after a refused code: ten minutes the first time, then until an operator has looked. */
export function holdOfRefusedCode(attempts: Attempts, now: number): StoredHold {
  return attempts.refused >= 2 ? { kind: 'operator' } : { kind: 'code', until: now + 10 * MINUTE };
}

/** An attempt whose answer never came may have made a key that no list shows. */
export function hasUnanswered(attempts: Attempts): boolean {
  return attempts.unanswered > 0;
}

/**
 * The hold in force now, if any.
 * @param credentialsVersion the version that the credentials secret has now; needed for a `credentials` hold only
 */
export function holdInForce(
  memory: {
    readonly hold: StoredHold | undefined;
    readonly attempts: Attempts;
    readonly offboarding?: Offboarding;
  },
  now: number,
  credentialsVersion: VersionId | undefined,
): Hold | undefined {
  const { hold, attempts, offboarding } = memory;
  if (offboarding !== undefined) return { kind: 'offboarding', deletesKeys: offboarding === 'delete-keys' };
  switch (hold?.kind) {
    case 'operator':
      return hold;
    case 'credentials':
      if (hold.refusedVersion === credentialsVersion) return hold;
      break;
    case 'code':
    case 'lockout':
      if (now < hold.until) return hold;
  }
  return holdOfAttempts(attempts, now);
}

/** Whether a password or code was sent so lately that whoever sent it may still be at work. */
export function mayBeUnderWay({ unanswered, at }: Attempts, now: number): boolean {
  return unanswered > 0 && now - at < INVOCATION_MS;
}

/** What the hold waits for, in an operator's words. */
export function describeHold(hold: Hold): string {
  switch (hold.kind) {
    case 'credentials':
      return 'emnify refused the stored credentials: nothing is sent until the credentials secret has a new version';
    case 'code':
      return `emnify refused a code: nothing is sent before ${new Date(hold.until).toISOString()}`;
    case 'lockout':
      return `one more failure could lock the account: nothing is sent before ${new Date(hold.until).toISOString()}`;
    case 'operator':
      return 'held until an operator releases it: find the cause, then `emnify-mfa release`';
    case 'offboarding':
      return `being offboarded${hold.deletesKeys ? ' with its keys' : ''}: \`emnify-mfa offboard\` completes it, and \`emnify-mfa enroll\` takes the user in again`;
  }
}
