import { describe, expect, test } from 'vitest';
import { AUTHENTICATION, failureOf, REPEATABLE } from './calls.ts';
import {
  AUTHENTICATE,
  cut,
  hang,
  json,
  jwt,
  noContent,
  type Reply,
  ScriptedEmnify,
  START,
  text,
} from './scripted-emnify.ts';

const TYPES = 'GET /api/v1/user/mfa/type';

/** When each request of this call came, ms after the first, and how it ended. */
async function timesOf(random: number, ...replies: Reply[]) {
  const server = await ScriptedEmnify.start();
  const times: number[] = [];
  const timed = replies.map(
    (reply): Reply =>
      (request) => {
        times.push(server.clock.now());
        return reply(request);
      },
  );
  server.on(TYPES, ...timed);
  const outcome = await server
    .account({}, { random })
    .keyTypes()
    .catch((error: unknown) => error);
  const [first = 0] = times;
  return { times: times.map((time) => time - first), outcome };
}

describe.each(REPEATABLE)('$name', ({ call, run }) => {
  test.each([
    ['a broken connection', cut],
    ['a 429', text(429, '')],
    ['a 500', text(500, '')],
    ['a 502', text(502, '<html></html>')],
    ['a 503', text(503, '')],
    ['a 504', text(504, '')],
  ])('is sent again after %s, four times in all', async (_, reply) => {
    const server = (await ScriptedEmnify.start()).on(call, reply);

    await failureOf(run(server.account()));

    expect(server.count(call)).toBe(4);
    expect(server.count(AUTHENTICATE)).toBe(1);
  });

  test.each([400, 403, 404, 405, 408, 409, 410, 418, 422, 501, 505])('is sent once on a %d', async (status) => {
    const server = (await ScriptedEmnify.start()).on(call, json(status, {}));

    await failureOf(run(server.account()));

    expect(server.count(call)).toBe(1);
  });
});

test('a read is sent again after silence, four times in all', async () => {
  const server = (await ScriptedEmnify.start()).on(TYPES, hang);
  const account = server.account({}, { timeout: 300 });

  await expect(account.keyTypes()).rejects.toMatchObject({ kind: 'unavailable' });

  expect(server.count(TYPES)).toBe(4);
});

test('a read that comes through at last gives its answer', async () => {
  const { times, outcome } = await timesOf(0.5, cut, text(503, ''), text(429, ''), json(200, [{ id: 0 }]));

  expect(outcome).toEqual([{ id: 0 }]);
  expect(times).toHaveLength(4);
});

test('a deletion whose reply was lost finds nothing left to delete', async () => {
  const call = 'DELETE /api/v1/user/my/mfa/717';
  const server = (await ScriptedEmnify.start()).on(call, cut, json(404, { error_code: 1201 }));
  const deletion = REPEATABLE.find((operation) => operation.call === call);

  await expect(deletion?.run(server.account())).rejects.toMatchObject({ kind: 'not-found' });
});

test('a deletion that comes through at last succeeds', async () => {
  const call = 'DELETE /api/v1/user/my/mfa/717';
  const server = (await ScriptedEmnify.start()).on(call, text(502, ''), noContent);
  const deletion = REPEATABLE.find((operation) => operation.call === call);

  await deletion?.run(server.account());

  expect(server.count(call)).toBe(2);
});

test.each([cut, hang, text(429, '', { 'retry-after': '1' }), text(503, '')])(
  'the exchange of the application token is never repeated by itself',
  async (reply) => {
    const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, reply);

    await failureOf(AUTHENTICATION.run(server.account({}, { timeout: 300 })));

    expect(server.count(AUTHENTICATE)).toBe(1);
  },
);

describe('the wait before another attempt', () => {
  test('doubles, and is drawn from all of it', async () => {
    expect((await timesOf(0.8, text(503, ''))).times).toEqual([0, 200, 600, 1_400]);
    expect((await timesOf(0, text(503, ''))).times).toEqual([0, 0, 0, 0]);
  });

  test('is what Retry-After asks for, in seconds or as a date of the server', async () => {
    const inSeconds = text(429, '', { 'retry-after': '3' });
    expect((await timesOf(0.5, inSeconds, json(200, []))).times).toEqual([0, 3_000]);

    const date = new Date(START + 600_000).toUTCString();
    const asDate = text(503, '', { date, 'retry-after': new Date(START + 605_000).toUTCString() });
    expect((await timesOf(0.5, asDate, json(200, []))).times).toEqual([0, 4_500]);
  });

  test('is not shortened by a Retry-After of nothing, or of nonsense', async () => {
    const replies = [text(503, '', { 'retry-after': '0' }), text(503, '', { 'retry-after': 'soon' }), json(200, [])];

    expect((await timesOf(0.8, ...replies)).times).toEqual([0, 200, 600]);
  });

  test('is left to the caller where Retry-After asks for more than a call may take', async () => {
    const { times, outcome } = await timesOf(0.5, text(429, '', { 'retry-after': '13' }));

    expect(times).toEqual([0]);
    expect(outcome).toMatchObject({ kind: 'throttled', retryAfter: 13_000 });
  });

  test('never starts an attempt later than twelve seconds after the first', async () => {
    expect((await timesOf(0.5, text(503, '', { 'retry-after': '5' }))).times).toEqual([0, 5_000, 10_000]);
  });

  test('counts from the first attempt also across a renewal of the JWT', async () => {
    const server = (await ScriptedEmnify.start()).on(
      TYPES,
      text(503, '', { 'retry-after': '10' }),
      json(401, { error_code: 1103 }),
      text(503, '', { 'retry-after': '5' }),
    );
    server.on(AUTHENTICATE, json(200, { auth_token: jwt(START + 9e6, 'b') }));

    await expect(server.account().keyTypes()).rejects.toMatchObject({ kind: 'unavailable' });

    expect(server.count(TYPES)).toBe(3);
    expect(server.clock.now() - START).toBe(10_000);
  });
});
