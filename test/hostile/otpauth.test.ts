import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { totp } from '../../functions/adapters/totp.ts';
import { Secret } from '../../functions/domain/secret.ts';
import { serverTimeStep } from '../../functions/domain/server-time-step.ts';
import { CANARY, expectSecret, harmless, manyTimes, refused } from './support/harm.ts';
import { garbled, hostileText } from './support/inputs.ts';

const SEED = 'JBSWY3DPEHPK3PXP';
const URI = `otpauth://totp/emnify:${CANARY}?secret=${SEED}&issuer=emnify`;

function parameters(otpauth: string, secretKey = SEED) {
  return totp.parameters(Secret.of(otpauth), Secret.of(secretKey));
}

describe('an otpauth URI', () => {
  it('of anything at all is refused, and nothing of it is told', async () => {
    await manyTimes(hostileText, async (text) => {
      for (const uri of [
        text,
        `${CANARY}${text}`,
        `otpauth://totp/${CANARY}?${text}`,
        `otpauth://totp/?secret=${text}`,
      ]) {
        expect(await refused(() => parameters(uri))).toMatchObject({ kind: 'unreadable-state' });
      }
    });
  });

  it('that was cut, recoded or said twice is refused, or states the seed all the same', async () => {
    await manyTimes(garbled(URI), async (uri) => {
      const outcome = await harmless(() => parameters(uri));
      if ('value' in outcome) expect(uri).toContain(`secret=${SEED}`);
    });
  });

  it('with an odd seed on both sides makes a code of digits, or is refused before anything is stored', async () => {
    await manyTimes(hostileText, async (text) => {
      for (const seed of [text, `${SEED}${text}`, `${text}${SEED}`]) {
        const outcome = await harmless(() =>
          parameters(`otpauth://totp/x?secret=${encodeURIComponent(seed.toWellFormed())}`, seed),
        );
        if ('value' in outcome)
          expect(totp.code({ secretKey: Secret.of(seed), ...outcome.value }, 0).reveal()).toMatch(/^\d{6}$/);
        else expect(outcome.error).toMatchObject({ kind: 'unreadable-state' });
      }
    });
  });

  it('states parameters within their bounds, or is refused', async () => {
    const parameter = fc.constantFrom(
      'algorithm',
      'digits',
      'period',
      'ALGORITHM',
      'secret',
      'constructor',
      '__proto__',
    );
    const numbers = fc.oneof(
      fc.integer().map(String),
      fc.double().map(String),
      fc.constantFrom('6', '06', '+6', '6.0', '6e0', '²'),
    );
    await manyTimes(fc.tuple(parameter, fc.oneof(hostileText, numbers)), async ([name, text]) => {
      const outcome = await harmless(() => parameters(`${URI}&${name}=${encodeURIComponent(text.toWellFormed())}`));
      if ('error' in outcome) return;
      expect(['SHA1', 'SHA256', 'SHA512']).toContain(outcome.value.algorithm);
      expect([6, 7, 8]).toContain(outcome.value.digits);
      expect(Number.isInteger(outcome.value.period) && outcome.value.period >= 1 && outcome.value.period <= 300).toBe(
        true,
      );
    });
  });
});

describe('a code', () => {
  const instants = fc.oneof(
    fc.constantFrom(
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      -1,
      -0.5,
      8.64e15,
      1e20,
      1e308,
      2 ** 53 * 1000,
    ),
    fc.double(),
    fc.integer(),
  );

  it('is made of digits at any instant there is, or refused with a sentence without the seed', async () => {
    await manyTimes(instants, async (at) => {
      const key = { secretKey: Secret.of<'totp-secret'>(SEED), algorithm: 'SHA1', digits: 6, period: 30 } as const;
      const outcome = await harmless(() => totp.code(key, at));
      if ('value' in outcome) expect(outcome.value.reveal()).toMatch(/^\d{6}$/);
      else {
        expect(outcome.error).toMatchObject({ kind: 'unreadable-state' });
        expectSecret({ outcome });
        expect(outcome.error.message).not.toContain(SEED);
      }
    });
  });

  it('never waits longer than a part of its time-step', async () => {
    await manyTimes(
      fc.tuple(fc.integer({ min: -(2 ** 50), max: 2 ** 50 }), fc.integer({ min: 1, max: 300 })),
      ([at, period]) => {
        const { waitMs, msLeft } = serverTimeStep(at, period);
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThanOrEqual(4_000);
        expect(msLeft).toBeGreaterThan(0);
      },
    );
  });
});
