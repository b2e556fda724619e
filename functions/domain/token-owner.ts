import { atOnce } from './at-once.ts';
import { Forbidden, NotFound, Refused, UnexpectedAnswer } from './emnify-errors.ts';
import type { EmnifyAccount, EmnifyUser } from './ports.ts';

/** The user whom the credentials name, and the one whose application token it is, where emnify tells. */
export interface OwnerSeen {
  readonly user: EmnifyUser;
  readonly self: EmnifyUser | undefined;
  /** Whether emnify has said all that it will: told, or refused in its own words. A stray page is neither. */
  readonly isAnswered: boolean;
}

/**
 * Reads both at once: an administrator's token reads the user that is named, and everything else that it does is done to the
 * administrator's own account (emnify-api.md, "Operations").
 * @param sending each call by itself: whichever is refused, and whatever else fails beside it, its hold is kept
 */
export async function readOwner(
  account: EmnifyAccount,
  sending: <T>(send: () => Promise<T>) => Promise<T>,
): Promise<OwnerSeen> {
  const [user, self] = await atOnce([sending(() => account.user()), sending(() => account.self().catch(untold))]);
  return { user, self: typeof self === 'string' ? undefined : self, isAnswered: self !== 'untold' };
}

/** What is wrong with the token, as a sentence without an end; undefined where it is the user's, or emnify does not tell. */
export function foreignToken({ user, self }: Pick<OwnerSeen, 'user' | 'self'>): string | undefined {
  if (self === undefined || self.id === user.id) return undefined;
  return (
    `expected an application token of user ${user.id}, whom the credentials name, and it is one of user ${self.id}: ` +
    'make the token while signed in as the user whose keys are to be rotated'
  );
}

/** Whether `/user/my` can be read is open; without it the two cannot be compared. */
function untold(error: unknown): 'refused' | 'untold' {
  if ([Forbidden, NotFound, Refused].some((kind) => error instanceof kind)) return 'refused';
  if (error instanceof UnexpectedAnswer) return 'untold';
  throw error;
}
