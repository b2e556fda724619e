/** A code sent this late in its time-step may arrive in the next one. */
const LATEST_SEND_MS = 3_000;

/** The time-step that holds an instant of server time. */
export interface ServerTimeStep {
  /** Steps since the epoch: the T of RFC 6238, section 4.2, with T0 = 0. */
  readonly step: number;
  /** Until when the step's code is valid (exclusive), epoch milliseconds of server time. */
  readonly validUntil: number;
  readonly msLeft: number;
  /** How long to wait, so that a code arrives within its step; 0: send now. The wait ends where the next step begins. */
  readonly waitMs: number;
}

/**
 * @param serverTime epoch milliseconds by emnify's clock
 * @param period seconds; a short one is waited out only in its last half, so that there is always a time to send
 */
export function serverTimeStep(serverTime: number, period: number): ServerTimeStep {
  const length = period * 1_000;
  const step = Math.floor(serverTime / length);
  const validUntil = (step + 1) * length;
  const msLeft = validUntil - serverTime;
  return { step, validUntil, msLeft, waitMs: msLeft < Math.min(LATEST_SEND_MS, length / 2) ? msLeft : 0 };
}
