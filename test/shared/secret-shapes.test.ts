import { describe, expect, it } from 'vitest';
import { Secret } from '../../functions/domain/secret.ts';
import { StoreRefused } from '../../functions/domain/store-errors.ts';
import { Redactor } from '../../functions/shared/redaction.ts';

const redactor = new Redactor();

describe('a secret that nobody remembered', () => {
  const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3MDAwMDAwMDB9.c2lnbmF0dXJl';

  it.each([
    ['a JWT', `token ${JWT} expired`, 'token [redacted] expired'],
    ['a bearer header', 'sent Bearer abc.def-123, refused', 'sent [redacted], refused'],
    ['an otpauth URI', 'in otpauth://totp/emnify:ops?secret=abc&digits=6 here', 'in [redacted] here'],
    ['an otpauth URI, URL-encoded', 'data=otpauth%3A%2F%2Ftotp%2Fx%3Fsecret%3Dabc', 'data=[redacted]'],
    [
      'the end of an otpauth URI with a space in it',
      'otpauth://totp/my org:ops?secret=abc',
      '[redacted] org:ops?[redacted]',
    ],
    ['a Base32 secret', 'key JBSWY3DPEHPK3PXP.', 'key [redacted].'],
    ['a padded Base32 secret', 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA====', '[redacted]'],
    ['a Base32 secret in lower case', 'gezdgnbvgy3tqojqgezdgnbvgy3tqojq', '[redacted]'],
    ['a SHA-1', 'hash 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8,', 'hash [redacted],'],
    ['a member of JSON', '{"a":1,"password":"x y","b":2}', '{"a":1,[redacted]'],
    ['a member of JSON inside JSON', '"{\\"secret_key\\":\\"abc\\"}"', '"{\\[redacted]'],
    ['a member of an inspected object', "{ applicationToken: 'abc' }", '{ [redacted]'],
    ['a member of a form', 'password=abc&user=ops', '[redacted]&user=ops'],
    ['a one-time code of JSON', '{"code":"123456"}', '{[redacted]"}'],
  ])('is known by its shape: %s', (_, text, expected) => {
    expect(redactor.text(text)).toBe(expected);
  });

  it.each([
    'password',
    'secretKey',
    'secret_key',
    'otpauth',
    'applicationToken',
    'application_token',
    'auth_token',
    'mfa_token',
    'refresh_token',
    'authorization',
    'Authorization',
    'RotationToken',
    'SecretString',
    'SecretBinary',
    'userPassword',
  ])('is known by the name of its member: %s', (name) => {
    expect(redactor.clean({ deep: [{ [name]: 'abc' }], map: new Map([[name, { inner: 'abc' }]]) })).toEqual({
      deep: [{ [name]: '[redacted]' }],
      map: { [name]: '[redacted]' },
    });
  });

  it('is known by its type', () => {
    expect(redactor.clean({ a: [Secret.of('abc')] })).toEqual({ a: ['[secret]'] });
  });

  it.each(['123456', '01234567', 123456])('is known as a one-time code: %s', (code) => {
    expect(redactor.clean({ code })).toEqual({ code: '[redacted]' });
  });
});

describe('what is no secret', () => {
  it.each([
    'arn:aws:secretsmanager:eu-central-1:111122223333:secret:emnify-mfa/ops/key-AbCdEf',
    '11111111-1111-4111-8111-111111111111',
    'rotation of ops: expected AWSPENDING or AWSCURRENT, and AWSPREVIOUS came',
    'emnify-mfa/ops/credentials: password: expected the SHA-1 of the password, 40 hex digits',
    'PATCH /api/v1/user/mfa/{key_id} answered 422: code or body refused',
    'DescribeSecret: refused by AWS and not done (ResourceNotFoundException)',
    'internationalizations',
    'key 717 of monitoringuser2prod7',
    '2026-11-24T00:00:00.000Z',
    '9f86d081884c',
  ])('stays as it is: %s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });

  it('stays: numbers, booleans, null, dates, ids, codes of errors', () => {
    const value = {
      keyId: 717,
      done: true,
      none: null,
      missing: undefined,
      big: 12n,
      when: new Date(0),
      never: new Date(Number.NaN),
      ClientRequestToken: 'abc',
      errorToken: 'InvalidToken',
      error_code: 1102,
      code: 'AccessDeniedException',
    };

    expect(redactor.clean(value)).toEqual({
      keyId: 717,
      done: true,
      none: null,
      big: '12',
      when: '1970-01-01T00:00:00.000Z',
      never: null,
      ClientRequestToken: 'abc',
      errorToken: 'InvalidToken',
      error_code: 1102,
      code: 'AccessDeniedException',
    });
  });

  it('of an error is its name, kind, message, stack and cause', () => {
    const error = Object.assign(new StoreRefused('refused', 'TagResource', 'AccessDenied'), { cause: 'why' });

    expect(redactor.clean(error)).toEqual({
      name: 'StoreRefused',
      kind: 'store-refused',
      message: 'TagResource: refused (AccessDenied)',
      stack: expect.stringContaining('secret-shapes.test.ts'),
      cause: 'why',
    });
  });
});
