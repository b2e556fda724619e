import { describe, expect, test } from 'vitest';
import { EmnifyError, LockedOut, Refused, Throttled } from '../../../functions/domain/emnify-errors.ts';
import {
  ALL,
  ATTEMPTS,
  AUTHENTICATION,
  type Case,
  failureOf,
  KEY_CHANGES,
  REPEATABLE,
  SIGN_IN,
  WITH_JWT,
} from './calls.ts';
import { AUTHENTICATE, cut, hang, json, type Reply, ScriptedEmnify, START, text } from './scripted-emnify.ts';

const HTML = '<html><body>upstream says no</body></html>';

async function fail({ call, run }: Case, reply: Reply, timeout = 2_000): Promise<unknown> {
  const server = (await ScriptedEmnify.start()).on(call, reply);
  return failureOf(run(server.account({}, { timeout })));
}

describe.each(ALL)('$name', (operation) => {
  test.each([
    ['bad-credentials', 'a 401 without a body', text(401, '')],
    ['bad-credentials', 'a 401 with 1101', json(401, { error_code: 1101, error_token: 'InvalidCredentials' })],
    ['locked-out', 'a 401 with 1105', json(401, { error_code: 1105, error_token: 'TooManyRequests' })],
    ['locked-out', 'a 401 that says TooManyRequests', text(401, 'TooManyRequests')],
    ['unexpected-answer', 'a 401 that is a page', text(401, HTML)],
    ['refused', 'a 400', json(400, { error_code: 1400 })],
    ['refused', 'a 422 without a body', text(422, '')],
    ['unexpected-answer', 'a 422 that is a page', text(422, HTML)],
    ['forbidden', 'a 403', json(403, { error_code: 1104, error_token: 'Forbidden' })],
    ['not-found', "emnify's 404", json(404, { error_code: 1201, error_token: 'NotFound' })],
    ['unexpected-answer', 'a 404 that is a page', text(404, HTML)],
    ['unexpected-answer', 'a 404 without a body', text(404, '')],
    ['unexpected-answer', "a gateway's 404 in JSON", json(404, { message: 'no route' })],
    ['conflict', 'a 409', json(409, { error_code: 1406, error_token: 'NotAllowed' })],
    ['unexpected-answer', 'a 409 that is a page', text(409, HTML)],
    ['throttled', 'a 429', json(429, { error_code: 1105 })],
    ['throttled', 'a 429 that is a page', text(429, HTML)],
    ['unexpected-answer', 'a status that no document names', text(418, '')],
    ['unexpected-answer', 'JSON that is no object', json(403, ['no'])],
  ])('is %s on %s', async (kind, _, reply) => {
    const error = await fail(operation, reply);

    expect(error).toBeInstanceOf(EmnifyError);
    expect(error).toMatchObject({
      kind,
      call: { method: operation.call.split(' ')[0], path: operation.template, status: expect.any(Number) },
    });
  });
});

describe.each([AUTHENTICATION, ...REPEATABLE])('$name, which changes nothing twice,', (operation) => {
  test.each([
    ['a 500', json(500, {})],
    ['a 502', text(502, HTML)],
    ['a 503 that is a page', text(503, HTML)],
    ['a 504', text(504, '')],
    ['a 501', text(501, '')],
    ['a broken connection', cut],
  ])('is unavailable on %s', async (_, reply) => {
    expect(await fail(operation, reply)).toMatchObject({ kind: 'unavailable' });
  });
});

test('the exchange of the application token is unavailable when no answer comes in time', async () => {
  expect(await fail(AUTHENTICATION, hang, 100)).toMatchObject({ kind: 'unavailable' });
});

describe.each(ATTEMPTS)('$name, which carries a password or a code,', (operation) => {
  test.each([
    ['a 500', json(500, {})],
    ['a 502', text(502, HTML)],
    ['a 503 that is a page', text(503, HTML)],
    ['a 504', text(504, '')],
    ['a 501', text(501, '')],
    ['a broken connection', cut],
  ])('has an unknown outcome on %s', async (_, reply) => {
    expect(await fail(operation, reply)).toMatchObject({ kind: 'outcome-unknown' });
  });

  test('has an unknown outcome when no answer comes in time', async () => {
    expect(await fail(operation, hang, 300)).toMatchObject({ kind: 'outcome-unknown' });
  });

  test('is sent exactly once, whatever happens', async () => {
    const statuses = [400, 401, 403, 404, 408, 409, 413, 421, 422, 425, 429, 500, 502, 503, 504];
    const replies: readonly Reply[] = [
      cut,
      hang,
      ...statuses.map((status) => text(status, '', { 'retry-after': '0' })),
      ...[1101, 1102, 1103, 1105].map((error_code) => json(401, { error_code })),
      text(200, HTML),
      text(308, '', { location: '/api/v1/user/mfa' }),
    ];
    for (const reply of replies) {
      const server = await ScriptedEmnify.start();
      const account = server.account({}, { timeout: reply === hang ? 300 : 2_000 });
      if (operation !== SIGN_IN) await account.authenticate();
      const before = server.received.length;
      server.on(operation.call, reply);

      await failureOf(operation.run(account));

      expect(server.received.length - before).toBe(1);
    }
  });
});

describe('lockout', () => {
  test('lasts an hour from now by this machine, the longest that a document says', async () => {
    const error = await fail(SIGN_IN, text(401, 'TooManyRequests', { date: new Date(START + 90_000).toUTCString() }));

    expect(error).toBeInstanceOf(LockedOut);
    expect(error).toMatchObject({ until: START + 3_600_000 });
  });
});

describe('a refused JWT', () => {
  test.each(KEY_CHANGES)('ends $name without a second try, and is not used again', async ({ call, run }) => {
    for (const error_code of [1102, 1103]) {
      const server = (await ScriptedEmnify.start()).on(call, json(401, { error_code }));
      const account = server.account();

      expect(await failureOf(run(account))).toMatchObject({ kind: 'session-expired', call: { errorCode: error_code } });
      expect(server.count(call)).toBe(1);
      await account.authenticate();
      expect(server.count(AUTHENTICATE)).toBe(2);
    }
  });

  test('is the token itself on authenticate', async () => {
    expect(await fail(AUTHENTICATION, json(401, { error_code: 1102 }))).toMatchObject({ kind: 'bad-credentials' });
  });
});

describe('a refusal', () => {
  test("tells the vendor's code, token, message and nested errors", async () => {
    const body = {
      error_code: 1400,
      error_token: 'InputValidationFailed',
      message: 'Validation failed\n\tfor the body',
      errors: [
        { error_code: 1402, error_token: 'Required', field: 'code', message: 'is missing' },
        { error_code: 'x', error_token: 'not a token!', message: 7 },
        'nonsense',
      ],
    };

    const error = await fail(WITH_JWT[0] ?? SIGN_IN, json(422, body));

    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({
      message: expect.stringContaining('(1400 InputValidationFailed Validation failed for the body)'),
      call: { status: 422, errorCode: 1400, errorToken: 'InputValidationFailed' },
      details: [{ code: 1402, token: 'Required', field: 'code', message: 'is missing' }, {}],
    });
  });

  test('keeps at most ten nested errors', async () => {
    const errors = Array.from({ length: 50 }, () => ({ error_code: 1402 }));

    const error = await fail(SIGN_IN, json(422, { errors }));

    expect(error instanceof Refused && error.details.length).toBe(10);
  });

  test('may have no body', async () => {
    expect(await fail(SIGN_IN, text(400, ''))).toMatchObject({ details: [] });
  });
});

describe('throttling', () => {
  test.each([
    ['7', 7_000],
    ['0', 0],
    ['86400', 3_600_000],
    ['soon', undefined],
    [new Date(START + 30_000).toUTCString(), 29_500],
    [new Date(START - 30_000).toUTCString(), 0],
  ])('with Retry-After %s tells the caller', async (value, retryAfter) => {
    const date = new Date(START).toUTCString();

    const error = await fail(SIGN_IN, json(429, {}, { 'retry-after': value, date }));

    expect(error instanceof Throttled && error.retryAfter).toBe(retryAfter);
  });

  test('without Retry-After leaves the wait to the caller', async () => {
    expect(await fail(SIGN_IN, json(429, {}))).toMatchObject({ kind: 'throttled', retryAfter: undefined });
  });
});
