/**
 * What the vendor's documents leave open, or let the operator of an account choose. Each member is one reading of one
 * point; the product must be safe under every combination.
 */
export interface Switches {
  /** A second active key is refused. */
  readonly singleActiveKey: boolean;
  /** A second pending key is refused. */
  readonly singlePendingKey: boolean;
  /** Whether creating a key answers 409 before it looks at the password, or only to who knows it. */
  readonly conflictCheck: 'after-password' | 'before-password';
  /** Whether a code that was accepted is accepted again in its time-step. */
  readonly codeReplay: 'refused' | 'accepted';
  /** Time-steps before and after the current one whose codes are accepted. */
  readonly acceptedDrift: 0 | 1;
  /** Which keys `mfa` of `GET /user/{id}` shows; `absent`: there is no such member. */
  readonly listedKeys: 'all' | 'active' | 'none' | 'absent';
  /** What an item of `mfa` carries beside its id. */
  readonly keyFields: 'all' | 'no-dates' | 'id-only';
  /** Whether a refused code is a failed attempt in the sense of the lockout. */
  readonly failedCodesCount: boolean;
  /** Whether an expired or revoked application token is one. */
  readonly failedTokensCount: boolean;
  /** How creating a key answers a wrong password. */
  readonly wrongPassword: 'refused-422' | 'empty-401' | 'invalid-credentials-401';
  /** How `authenticate` answers a user name that nobody has. */
  readonly unknownUser: 'empty-401' | 'not-found-404';
  readonly lockoutMinutes: 5 | 60;
  /** How long a trusted device skips the second factor. */
  readonly trustDays: 90 | 30;
  /** The form in which creating a key expects the password. */
  readonly passwordForm: 'sha1' | 'plain';
  /** Ids leave as `717.0` in the JSON text. */
  readonly floatIds: boolean;
  /** The server's clock against the stack's. */
  readonly clockOffsetMs: number;
  /** How much further the server's clock goes ahead in every hour of the stack's. */
  readonly clockDriftMsPerHour: number;
  /** Passes on the stack's clock before a request takes effect. */
  readonly latencyMs: number;
  readonly dateHeader: boolean;
  /** Whether a 429 says when to come back. */
  readonly retryAfterHeader: boolean;
  /** 100 authentications in 5 minutes. */
  readonly authenticateLimit: boolean;
  /** 2,000 calls in 5 minutes. */
  readonly overallLimit: boolean;
  /** 10 list-like reads a second, in bursts of 5. */
  readonly readLimit: boolean;
  readonly totpAlgorithm: 'SHA1' | 'SHA256' | 'SHA512';
  readonly totpDigits: 6 | 8;
  /** Seconds. */
  readonly totpPeriod: 30 | 60;
}

export const DEFAULT_SWITCHES: Switches = {
  singleActiveKey: false,
  singlePendingKey: false,
  conflictCheck: 'after-password',
  codeReplay: 'refused',
  acceptedDrift: 0,
  listedKeys: 'all',
  keyFields: 'all',
  failedCodesCount: true,
  failedTokensCount: false,
  wrongPassword: 'refused-422',
  unknownUser: 'empty-401',
  lockoutMinutes: 5,
  trustDays: 90,
  passwordForm: 'sha1',
  floatIds: false,
  clockOffsetMs: 0,
  clockDriftMsPerHour: 0,
  latencyMs: 0,
  dateHeader: true,
  retryAfterHeader: false,
  authenticateLimit: true,
  overallLimit: true,
  readLimit: false,
  totpAlgorithm: 'SHA1',
  totpDigits: 6,
  totpPeriod: 30,
};

/** Every value of every switch, for going through them; of the open-ended ones, those that the fault model names. */
export const SWITCH_VALUES: { readonly [Name in keyof Switches]: readonly Switches[Name][] } = {
  singleActiveKey: [false, true],
  singlePendingKey: [false, true],
  conflictCheck: ['after-password', 'before-password'],
  codeReplay: ['refused', 'accepted'],
  acceptedDrift: [0, 1],
  listedKeys: ['all', 'active', 'none', 'absent'],
  keyFields: ['all', 'no-dates', 'id-only'],
  failedCodesCount: [true, false],
  failedTokensCount: [false, true],
  wrongPassword: ['refused-422', 'empty-401', 'invalid-credentials-401'],
  unknownUser: ['empty-401', 'not-found-404'],
  lockoutMinutes: [5, 60],
  trustDays: [90, 30],
  passwordForm: ['sha1', 'plain'],
  floatIds: [false, true],
  clockOffsetMs: [0, 30_000, -30_000, 90_000, -90_000],
  clockDriftMsPerHour: [0, 1_000, -1_000],
  latencyMs: [0, 400],
  dateHeader: [true, false],
  retryAfterHeader: [false, true],
  authenticateLimit: [true, false],
  overallLimit: [true, false],
  readLimit: [false, true],
  totpAlgorithm: ['SHA1', 'SHA256', 'SHA512'],
  totpDigits: [6, 8],
  totpPeriod: [30, 60],
};
