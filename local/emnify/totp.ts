import { generateSync, ScureBase32Plugin, verifySync } from 'otplib';
import type { SeededRandom } from './random.ts';
import type { KeyTruth } from './records.ts';
import type { Switches } from './switches.ts';

const base32 = new ScureBase32Plugin();
const hash = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } as const;

type KeyMaterial = Pick<KeyTruth, 'secretKey' | 'otpauth' | 'algorithm' | 'digits' | 'period'>;

/** A new secret of 20 bytes and its URI, written out in full as issuers do. */
export function newKeyMaterial(username: string, random: SeededRandom, switches: Switches): KeyMaterial {
  const { totpAlgorithm: algorithm, totpDigits: digits, totpPeriod: period } = switches;
  const secretKey = base32.encode(random.bytes(20), { padding: false });
  const label = `emnify:${encodeURIComponent(username)}`;
  const query = `secret=${secretKey}&issuer=emnify&algorithm=${algorithm}&digits=${digits}&period=${period}`;
  return { secretKey, otpauth: `otpauth://totp/${label}?${query}`, algorithm, digits, period };
}

/** The key's code at an instant of server time (epoch ms). */
export function codeAt(key: KeyMaterial, at: number): string {
  return generateSync({ ...parameters(key), epoch: at / 1000 });
}

/** The time-step whose code this is, among those within `drift` steps of server time `at` (epoch ms); undefined if none. */
export function stepOf(key: KeyMaterial, code: string, at: number, drift: number): number | undefined {
  // otplib throws on another length; to the vendor it is a wrong code like any other.
  if (code.length !== key.digits) return undefined;
  const result = verifySync({
    ...parameters(key),
    token: code,
    epoch: Math.floor(at / 1000),
    epochTolerance: drift * key.period,
  });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}

function parameters({ secretKey, algorithm, digits, period }: KeyMaterial) {
  return { secret: secretKey, algorithm: hash[algorithm], digits, period };
}
