import { describe, expect, it } from 'vitest';
import { totp } from '../../functions/adapters/totp.ts';
import { UnreadableState } from '../../functions/domain/errors.ts';
import type { TotpParameters } from '../../functions/domain/ports.ts';
import { Secret } from '../../functions/domain/secret.ts';

type Algorithm = TotpParameters['algorithm'];

/** The seeds of the reference implementation in RFC 6238, appendix A: "12345678901234567890" repeated to 20, 32 and 64 bytes. */
const SEEDS: Record<Algorithm, string> = {
  SHA1: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  SHA256: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA',
  SHA512: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA',
};

/** RFC 6238, appendix B. */
const VECTORS: readonly (readonly [seconds: number, Record<Algorithm, string>])[] = [
  [59, { SHA1: '94287082', SHA256: '46119246', SHA512: '90693936' }],
  [1111111109, { SHA1: '07081804', SHA256: '68084774', SHA512: '25091201' }],
  [1111111111, { SHA1: '14050471', SHA256: '67062674', SHA512: '99943326' }],
  [1234567890, { SHA1: '89005924', SHA256: '91819424', SHA512: '93441116' }],
  [2000000000, { SHA1: '69279037', SHA256: '90698825', SHA512: '38618901' }],
  [20000000000, { SHA1: '65353130', SHA256: '77737706', SHA512: '47863826' }],
];

const ALGORITHMS: readonly Algorithm[] = ['SHA1', 'SHA256', 'SHA512'];

const cases = VECTORS.flatMap(([seconds, codes]) =>
  ALGORITHMS.map((algorithm) => ({ seconds, algorithm, expected: codes[algorithm] })),
);

function code(base32: string, parameters: TotpParameters, at: number): string {
  return totp.code({ secretKey: Secret.of(base32), ...parameters }, at).reveal();
}

function parameters(uri: string, secretKey = SEED): TotpParameters {
  return totp.parameters(Secret.of(uri), Secret.of(secretKey));
}

/** The example of the Key URI format: 10 bytes. */
const SEED = 'JBSWY3DPEHPK3PXP';

describe('a one-time code', () => {
  it.each(cases)('is $expected for $algorithm at $seconds s, as RFC 6238 says', ({ seconds, algorithm, expected }) => {
    expect(code(SEEDS[algorithm], { algorithm, digits: 8, period: 30 }, seconds * 1_000)).toBe(expected);
  });

  it.each(cases)('of 6 digits is the end of $expected', ({ seconds, algorithm, expected }) => {
    expect(code(SEEDS[algorithm], { algorithm, digits: 6, period: 30 }, seconds * 1_000)).toBe(expected.slice(2));
  });

  it('stays the same to the last millisecond of its time-step', () => {
    const key = { algorithm: 'SHA1', digits: 6, period: 30 } as const;

    expect(code(SEED, key, 59_999)).toBe(code(SEED, key, 30_000));
    expect(code(SEED, key, 60_000)).not.toBe(code(SEED, key, 59_999));
  });

  it('follows the period', () => {
    const [short, long] = [30, 60].map((period) => code(SEED, { algorithm: 'SHA1', digits: 6, period }, 59_000));

    expect(long).not.toBe(short);
    expect(long).toBe(code(SEED, { algorithm: 'SHA1', digits: 6, period: 30 }, 0));
  });

  it('is the same for a secret in lower case and with padding', () => {
    const key = { algorithm: 'SHA256', digits: 8, period: 30 } as const;

    expect(code(`${SEEDS.SHA256.toLowerCase()}====`, key, 59_000)).toBe('46119246');
  });

  it.each([
    ['a character outside Base32', 'JBSWY3DPEHPK3PX1'],
    ['less than 10 bytes', 'JBSWY3DPEHPK3P'],
    ['more than 64 bytes', 'A'.repeat(112)],
    ['left-over bits', 'JBSWY3DPEHPK3PXPAB'],
    ['nothing', ''],
  ])('is not made of a secret with %s, and the error does not quote it', (_, secret) => {
    const make = () => code(secret, { algorithm: 'SHA1', digits: 6, period: 30 }, 59_000);

    expect(make).toThrow(UnreadableState);
    if (secret !== '') expect(make).not.toThrow(secret);
  });

  it('is not made for a time before 1970', () => {
    expect(() => code(SEED, { algorithm: 'SHA1', digits: 6, period: 30 }, -1)).toThrow(UnreadableState);
  });
});

describe('the parameters of an otpauth URI', () => {
  it('are what the URI states', () => {
    const uri = `otpauth://totp/emnify:ops%40example.com?secret=${SEED}&issuer=emnify&algorithm=SHA512&digits=8&period=60`;

    expect(parameters(uri)).toEqual({ algorithm: 'SHA512', digits: 8, period: 60 });
  });

  it("are the RFC's where the URI is silent", () => {
    expect(parameters(`otpauth://totp/emnify?secret=${SEED}`)).toEqual({ algorithm: 'SHA1', digits: 6, period: 30 });
  });

  it('are read whatever the case of names and algorithm, with spaces in the label and unknown members', () => {
    const uri = `otpauth://totp/emnify portal: ops?Secret=${SEED.toLowerCase()}&Digits=8&algorithm=sha256&image=x`;

    expect(parameters(uri)).toEqual({ algorithm: 'SHA256', digits: 8, period: 30 });
  });

  it('are read where secret and key differ in case and padding only', () => {
    expect(parameters(`otpauth://totp/e?secret=${SEED}%3D%3D`, SEED.toLowerCase()).digits).toBe(6);
  });

  it.each([
    ['another scheme', `https://totp/e?secret=${SEED}`],
    ['another type', `otpauth://hotp/e?secret=${SEED}&counter=1`],
    ['no URI', SEED],
    ['nothing', ''],
    ['no secret', 'otpauth://totp/e?digits=6'],
    ['an empty secret', 'otpauth://totp/e?secret='],
    ['a secret behind a fragment', `otpauth://totp/e#?secret=${SEED}`],
    ["another key's secret", `otpauth://totp/e?secret=${SEEDS.SHA1}`],
    ['two secrets', `otpauth://totp/e?secret=${SEED}&secret=${SEED}`],
    ['digits twice, in other case', `otpauth://totp/e?secret=${SEED}&digits=6&DIGITS=8`],
    ['an unknown algorithm', `otpauth://totp/e?secret=${SEED}&algorithm=MD5`],
    ['an empty algorithm', `otpauth://totp/e?secret=${SEED}&algorithm=`],
    ['5 digits', `otpauth://totp/e?secret=${SEED}&digits=5`],
    ['9 digits', `otpauth://totp/e?secret=${SEED}&digits=9`],
    ['broken digits', `otpauth://totp/e?secret=${SEED}&digits=%zz`],
    ['digits with a fraction', `otpauth://totp/e?secret=${SEED}&digits=6.0`],
    ['no period', `otpauth://totp/e?secret=${SEED}&period=`],
    ['a period of 0', `otpauth://totp/e?secret=${SEED}&period=0`],
    ['a period of 301 s', `otpauth://totp/e?secret=${SEED}&period=301`],
    ['a period with a sign', `otpauth://totp/e?secret=${SEED}&period=%2B30`],
  ])('are refused for %s, without quoting it', (_, uri) => {
    const read = () => parameters(uri);

    expect(read).toThrow(UnreadableState);
    expect(read).toThrow(/otpauth URI: expected .*; check what emnify sent/);
    expect(read).not.toThrow(SEED);
  });

  it('are refused where the secret cannot make a code', () => {
    const read = () => parameters('otpauth://totp/e?secret=JBSWY3DPEHPK3PX1', 'JBSWY3DPEHPK3PX1');

    expect(read).toThrow(UnreadableState);
    expect(read).not.toThrow('JBSWY3DPEHPK3PX1');
  });
});
