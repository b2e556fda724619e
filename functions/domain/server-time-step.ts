/** A code sent this late in its time-step may arrive in the next one. */
const LATEST_SEND_MS = 3_000;

/** A Date header tells whole seconds, so the step that seems to have begun may still be the one before at the server. */
const EARLIEST_SEND_MS = 1_000;

/** The time-step that holds an instant of server time. */
export interface ServerTimeStep {
  /** Steps since the epoch: the T of RFC 6238, section 4.2, with T0 = 0. */
  readonly step: number;
  /** Until when the step's code is valid (exclusive), epoch milliseconds of server time. */
  readonly validUntil: number;
  readonly msLeft: number;
  /** How long to wait before sending, so that a code meets its own step at the server; 0: send now. */
  readonly waitMs: number;
}

/**
 * @param serverTime epoch milliseconds by emnify's clock, known to about a second
 * @param period seconds; of a short one the margins are at most a quarter each, so that there is always a time to send
 */
export function serverTimeStep(serverTime: number, period: number): ServerTimeStep {
  const length = period * 1_000;
  const step = Math.floor(serverTime / length);
  const validUntil = (step + 1) * length;
  const msLeft = validUntil - serverTime;
  return { step, validUntil, msLeft, waitMs: waitFor(length - msLeft, length) };
}

function waitFor(elapsed: number, length: number): number {
  const earliest = Math.min(EARLIEST_SEND_MS, length / 4);
  const latest = length - Math.min(LATEST_SEND_MS, length / 4);
  if (elapsed < earliest) return earliest - elapsed;
  return elapsed > latest ? length - elapsed + earliest : 0;
}
