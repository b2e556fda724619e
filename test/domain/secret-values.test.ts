import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableState } from '../../functions/domain/errors.ts';
import { KeyId, UserId } from '../../functions/domain/identifiers.ts';
import { Secret } from '../../functions/domain/secret.ts';
import {
  formatKeyValue,
  parseCredentials,
  parseKeyValue,
  type StoredKey,
} from '../../functions/domain/secret-values.ts';

const ids = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const seeds = fc.stringMatching(/^[A-Z2-7]{16,64}$/);
const keys: fc.Arbitrary<StoredKey> = fc.record({
  state: fc.constant('key'),
  userId: ids.map((id) => UserId.parse(id)),
  keyId: ids.map((id) => KeyId.parse(id)),
  secretKey: seeds.map((seed) => Secret.of<'totp-secret'>(seed)),
  otpauth: seeds.map((seed) => Secret.of<'otpauth'>(`otpauth://totp/emnify:alice?secret=${seed}`)),
  algorithm: fc.constantFrom('SHA1', 'SHA256', 'SHA512'),
  digits: fc.integer({ min: 6, max: 8 }),
  period: fc.integer({ min: 1, max: 300 }),
  createdAt: fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59Z') }),
});

const revealed = (key: StoredKey) => ({ ...key, secretKey: key.secretKey.reveal(), otpauth: key.otpauth.reveal() });

describe('a stored key', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const read = parseKeyValue(formatKeyValue(key), 'x');
        expect(read.state === 'key' && revealed(read)).toEqual(revealed(key));
      }),
    );
  });

  it('is stored as the members that the design names, and no others', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const names = ['userId', 'keyId', 'secretKey', 'otpauth', 'algorithm', 'digits', 'period', 'createdAt'];
        expect(Object.keys(JSON.parse(formatKeyValue(key).reveal())).sort()).toEqual(names.sort());
      }),
      { numRuns: 10 },
    );
  });

  it('is never made of anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(() => parseKeyValue(Secret.of(text), 'x')).toThrow(UnreadableState);
      }),
    );
  });
});

describe('the mark of an enrolment', () => {
  it('is read back with the keys to take over', () => {
    for (const takeOver of [[], [KeyId.parse(701), KeyId.parse(702)]]) {
      const mark = { state: 'enrolled', takeOver } as const;
      expect(parseKeyValue(formatKeyValue(mark), 'x')).toEqual(mark);
    }
  });

  it('is nothing but its state where there is nothing to take over', () => {
    expect(formatKeyValue({ state: 'enrolled', takeOver: [] }).reveal()).toBe('{"state":"enrolled"}');
  });
});

describe('credentials', () => {
  const read = (json: unknown) => parseCredentials(Secret.of(JSON.stringify(json)), 'x');

  it('hold the password as its SHA-1 unless they say otherwise', () => {
    const password = 'A94A8FE5CCB19BA61C4C0873D391E987982FBBD3';
    const { applicationToken, ...rest } = read({ applicationToken: 'token', username: 'alice', password });
    expect(applicationToken.reveal()).toBe('token');
    expect(rest).toMatchObject({ username: 'alice', passwordFormat: 'sha1' });
    expect(rest.password.reveal()).toBe(password);
  });

  it('may hold a plain password with anything in it but a line break', () => {
    const password = ' pa"ss\\wörd\t\u0000';
    const credentials = read({ applicationToken: 'token', username: 'alice', password, passwordFormat: 'plain' });
    expect(credentials.password.reveal()).toBe(password);
  });

  it('are never made of anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(() => parseCredentials(Secret.of(text), 'x')).toThrow(UnreadableState);
      }),
    );
  });
});
