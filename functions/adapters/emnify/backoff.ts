/**
 * The longest that sending one call again and again may go on before its last attempt starts, ms. With 8 s for an attempt, a read
 * ends within 20 s, so that the four calls of a rotation (8 + 20 + 8 + 8) fit the function's 60 s with its wait for a time-step.
 * A Retry-After that reaches beyond it is not waited for: the caller learns of it and comes back.
 */
export const LAST_START = 12_000;

/** Attempts in all. */
export const MAX_ATTEMPTS = 4;

const BASE = 250;
const CAP = 4_000;

/**
 * How long to wait after the nth attempt (from 1), ms: exponential with full jitter and a cap, and not less than the server asked for.
 * @param random in [0, 1)
 */
export function pause(attempt: number, random: number, retryAfter: number | undefined): number {
  const jittered = random * Math.min(CAP, BASE * 2 ** (attempt - 1));
  return Math.max(jittered, retryAfter ?? 0);
}

/**
 * Retry-After (RFC 9110, 10.2.3) as ms from now; undefined when absent or malformed. At most an hour, so that no nonsense becomes a
 * hold without end.
 * @param now epoch ms by the server's clock, which the date form is written in
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), 3_600_000);
}
