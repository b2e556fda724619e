import { priceOf, SECRETS_PER_MONTH, type Work } from './price.ts';

const USERS = [1, 10, 100, 1_000, 10_000] as const;
const DAYS_PER_MONTH = 365 / 12;
/** README, "Deploy it": a rotation every 60 days, a run every day. */
const ROTATION_DAYS = 60;
/** Authentications per address in five minutes (the vendor's limit). */
const AUTHENTICATIONS = 100;

export interface Growth {
  readonly users: number;
  readonly secretsManagerCallsPerMonth: number;
  readonly emnifyCallsPerMonth: number;
  /** US dollars a month: for calls and computing. */
  readonly usage: number;
  /** US dollars a month: for keeping two secrets per user. */
  readonly secrets: number;
  /** Minutes that one rotation of all users takes at least, by the vendor's limit. */
  readonly fleetMinutes: number;
}

/** Arithmetic from the counted calls of one rotation, one retirement and one daily run: nothing is shared between users. */
export function grow(rotation: Work, retirement: Work, daily: Work): readonly Growth[] {
  const rotations = DAYS_PER_MONTH / ROTATION_DAYS;
  const perMonth = (of: (work: Work) => number) =>
    rotations * (of(rotation) + of(retirement)) + DAYS_PER_MONTH * of(daily);
  const count = (isCounted: (operation: string) => boolean) =>
    perMonth(({ calls }) =>
      Object.entries(calls).reduce((total, [name, times]) => total + (isCounted(name) ? times : 0), 0),
    );
  return USERS.map((users) => ({
    users,
    secretsManagerCallsPerMonth: Math.round(users * count((name) => !name.includes('/') && !name.includes('Schedule'))),
    emnifyCallsPerMonth: Math.round(users * count((name) => name.includes('/'))),
    usage: Number((users * perMonth(priceOf)).toFixed(4)),
    secrets: Number((users * SECRETS_PER_MONTH).toFixed(2)),
    fleetMinutes: Math.ceil(users / AUTHENTICATIONS) * 5,
  }));
}
