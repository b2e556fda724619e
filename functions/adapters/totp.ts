import { createGuardrails, generateSync, type HashAlgorithm } from 'otplib';
import { UnreadableState } from '../domain/errors.ts';
import type { Totp, TotpParameters } from '../domain/ports.ts';
import { type OneTimeCode, type OtpauthUri, Secret } from '../domain/secret.ts';

/** RFC 4226, requirement R6, asks for 16 bytes, but the Key URI format's own examples and many servers issue 10: the vendor chooses, not we. */
const GUARDRAILS = createGuardrails({ MIN_SECRET_BYTES: 10 });

const HASHES = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } as const satisfies Record<
  TotpParameters['algorithm'],
  HashAlgorithm
>;

const ADVICE = 'check what emnify sent with its current API reference';

/** The prefix that a stored key must have, see `parseKeyValue`. */
const PREFIX = 'otpauth://totp/';

/** TOTP (RFC 6238) over otplib. */
export const totp: Totp = {
  parameters(otpauth, secretKey) {
    const query = queryOf(otpauth);
    const base32 = normalised(query.get('secret') ?? malformed('it has no secret'));
    if (base32 !== normalised(secretKey.reveal())) malformed('its secret is not the secret_key that came with it');
    const parameters = {
      algorithm: algorithmOf(query.get('algorithm') ?? 'SHA1'),
      // RFC 4226 defines codes of 6 to 8 digits.
      digits: wholeNumber('digits', query.get('digits') ?? '6', 6, 8),
      period: wholeNumber('period', query.get('period') ?? '30', 1, 300),
    };
    // A secret that cannot make a code is found out before anything is stored.
    code({ secretKey, ...parameters }, 0);
    return parameters;
  },

  code,
};

/** Of the time-step that holds `at` (epoch milliseconds of server time). */
function code({ secretKey, algorithm, digits, period }: Parameters<Totp['code']>[0], at: number): OneTimeCode {
  try {
    return Secret.of(
      generateSync({
        secret: normalised(secretKey.reveal()),
        algorithm: HASHES[algorithm],
        digits,
        period,
        epoch: Math.floor(at / 1_000),
        guardrails: GUARDRAILS,
      }),
    );
  } catch {
    // otplib's message may quote the secret.
    throw new UnreadableState(
      `TOTP key: expected a Base32 secret of 10 to 64 bytes and a time after 1970, and no code could be made of what came; ${ADVICE}`,
    );
  }
}

/** Query members of the URI by lower-case name. The Key URI format allows none to come twice. */
function queryOf(otpauth: OtpauthUri): ReadonlyMap<string, string> {
  const text = otpauth.reveal();
  if (!text.startsWith(PREFIX)) malformed('its scheme is not otpauth, or its type not totp');
  const url = URL.parse(text) ?? malformed('it is not a URI');
  const query = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    const key = name.toLowerCase();
    if (query.has(key)) malformed('a parameter comes twice');
    query.set(key, value);
  }
  return query;
}

/** Base32 in the one form that otplib reads: upper case, no padding (RFC 4648, section 6). */
function normalised(base32: string): string {
  // Not `/=+$/`: on a megabyte of `=` with a letter behind it, that expression takes hours.
  return /^([A-Z2-7]+)=*$/.exec(base32.toUpperCase())?.[1] ?? malformed('its secret is not Base32');
}

function algorithmOf(text: string): TotpParameters['algorithm'] {
  const name = text.toUpperCase();
  if (name === 'SHA1' || name === 'SHA256' || name === 'SHA512') return name;
  return malformed('its algorithm is not SHA1, SHA256 or SHA512');
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  return malformed(`its ${name} is not a whole number from ${least} to ${most}`);
}

/** Never quotes the URI: it holds the secret. */
function malformed(what: string): never {
  throw new UnreadableState(
    `otpauth URI: expected one of type totp that states a Base32 secret, and ${what}; ${ADVICE}`,
  );
}
