import { describe, expect, test } from 'vitest';
import type { Started } from './support.ts';
import { MINUTE, startEmnify, vendorError } from './support.ts';

const tooMany = { status: 429, json: vendorError(1105, 'TooManyRequests') };
const user = ({ emnify, jwt }: { emnify: Started['emnify']; jwt: string }) =>
  emnify.handle(new Request('http://emnify/api/v1/user/my', { headers: { authorization: `Bearer ${jwt}` } }));

describe('authenticating', () => {
  test('is allowed 100 times in any 5 minutes', async () => {
    const { authenticate, applicationToken, clock, alice } = await startEmnify();
    const attempt = () => authenticate({ application_token: applicationToken });
    await attempt();
    await clock.advance(MINUTE);
    for (let n = 2; n <= 100; n += 1) expect((await attempt()).status).toBe(200);

    expect(await attempt()).toMatchObject(tooMany);
    expect(alice.authentications).toHaveLength(100);
    await clock.advance(4 * MINUTE - 1);
    expect(await attempt()).toMatchObject(tooMany);
    await clock.advance(1);
    expect((await attempt()).status).toBe(200);
    expect(await attempt()).toMatchObject(tooMany);
  });

  test('has no limit where the switch says so', async () => {
    const { authenticate, applicationToken } = await startEmnify({ authenticateLimit: false });

    for (let n = 1; n <= 101; n += 1) {
      expect((await authenticate({ application_token: applicationToken })).status).toBe(200);
    }
  });

  test('tells when to come back only where the switch says so', async () => {
    const { authenticate, clock, emnify } = await startEmnify();
    const attempt = () => authenticate({ application_token: 'unknown' });
    for (let n = 1; n <= 100; n += 1) await attempt();
    await clock.advance(MINUTE);

    expect((await attempt()).headers.get('retry-after')).toBeNull();
    emnify.set({ retryAfterHeader: true });
    expect((await attempt()).headers.get('retry-after')).toBe('240');
  });
});

test.each([true, false])('everything together is allowed 2,000 times in 5 minutes: %s', async (overallLimit) => {
  const { emnify, jwtOf, applicationToken, clock } = await startEmnify({ overallLimit });
  const jwt = await jwtOf(applicationToken);
  for (let n = 2; n <= 2_000; n += 1) await user({ emnify, jwt });

  expect((await user({ emnify, jwt })).status).toBe(overallLimit ? 429 : 200);
  await clock.advance(5 * MINUTE);
  expect((await user({ emnify, jwt })).status).toBe(200);
});

test.each([true, false])('list-like reads come in bursts of 5 and 10 a second: %s', async (readLimit) => {
  const { call, clock, emnify } = await startEmnify({ readLimit });
  const read = async () => (await call('GET', '/api/v1/user/mfa/status')).status;
  const limited = readLimit ? 429 : 200;

  for (let n = 1; n <= 5; n += 1) expect(await read()).toBe(200);
  expect(await read()).toBe(limited);
  expect(emnify.readsLeft()).toBe(readLimit ? 0 : 5);
  expect((await call('GET', '/api/v1/user/my')).status).toBe(200);
  await clock.advance(100);
  expect(await read()).toBe(200);
  expect(await read()).toBe(limited);
});
