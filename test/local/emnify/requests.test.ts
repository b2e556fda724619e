import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { EmnifySimulator } from '../../../local/emnify/simulator.ts';
import { ALICE, START, startEmnify, vendorError } from './support.ts';

describe('a call that the API does not have', () => {
  test.each([
    ['GET', '/api/v1/sim'],
    ['GET', '/api/v1/user/my/mfa'],
    ['POST', '/api/v1/user/mfa/7'],
    ['DELETE', '/api/v1/user/mfa/7'],
    ['GET', '/api/v1/authenticate'],
    ['GET', '/api/v2/user/my'],
    ['GET', '/'],
  ])('is refused with 501 in the name of the simulator: %s %s', async (method, path) => {
    const { call, script } = await startEmnify();

    const answer = await call(method, path);

    expect(answer.status).toBe(501);
    expect(answer.text).toContain('emnify simulator');
    expect(script.calls.at(-1)?.operation).toBe(`${method} ${path}`);
  });
});

describe('a request in the wrong form', () => {
  test.each([
    ['the wrong content type', 'text/plain', '{}'],
    ['no content type', undefined, '{}'],
    ['a body that is not JSON', 'application/json', '{'],
    ['an empty body', 'application/json', ''],
  ])('is refused with 400: %s', async (_, contentType, body) => {
    const { url } = await startEmnify();

    const answer = await fetch(`${url}/api/v1/authenticate`, {
      method: 'POST',
      body: new Blob([body]),
      headers: contentType === undefined ? {} : { 'content-type': contentType },
    });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual(vendorError(1400, 'InputValidationFailed'));
  });

  test('is refused with 400 where an id is not a number', async () => {
    const { call } = await startEmnify();

    expect((await call('DELETE', '/api/v1/user/my/mfa/seven')).status).toBe(400);
    expect((await call('GET', `/api/v1/user/${ALICE}/mfa/trusted_device`)).status).toBe(400);
  });

  test.each([
    ['POST', '/api/v1/user/mfa'],
    ['PATCH', '/api/v1/user/mfa/1'],
    ['DELETE', '/api/v1/user/my/mfa/1'],
    ['GET', '/api/v1/user/mfa/status'],
    ['GET', '/api/v1/user/mfa/type'],
    ['GET', '/api/v1/user/my/mfa/trusted_device'],
    ['DELETE', '/api/v1/user/my/mfa/trusted_device/1'],
    ['GET', '/api/v1/user/my'],
    ['GET', '/api/v1/application_token'],
  ])('is refused with 401 where it has no Authorization: %s %s', async (method, path) => {
    const { send } = await startEmnify();

    expect(await send(method, path)).toMatchObject({ status: 401, json: vendorError(1102, 'InvalidToken') });
  });
});

test.each([
  ['POST', '/api/v1/authenticate', '/api/v1/authenticate'],
  ['POST', '/api/v1/user/mfa', '/api/v1/user/mfa'],
  ['PATCH', '/api/v1/user/mfa/717', '/api/v1/user/mfa/{key_id}'],
  ['DELETE', '/api/v1/user/12/mfa/717', '/api/v1/user/{user_id}/mfa/{key_id}'],
  ['DELETE', '/api/v1/user/my/mfa/717', '/api/v1/user/my/mfa/{key_id}'],
  ['GET', '/api/v1/user/mfa/status', '/api/v1/user/mfa/status'],
  ['GET', '/api/v1/user/mfa/type?x=1', '/api/v1/user/mfa/type'],
  ['GET', '/api/v1/user/mfa/trusted_device', '/api/v1/user/mfa/trusted_device'],
  ['GET', '/api/v1/user/my/mfa/trusted_device', '/api/v1/user/my/mfa/trusted_device'],
  ['GET', '/api/v1/user/12/mfa/trusted_device', '/api/v1/user/{user_id}/mfa/trusted_device'],
  ['DELETE', '/api/v1/user/mfa/trusted_device/3', '/api/v1/user/mfa/trusted_device/{device_id}'],
  ['DELETE', '/api/v1/user/my/mfa/trusted_device/3', '/api/v1/user/my/mfa/trusted_device/{device_id}'],
  ['DELETE', '/api/v1/user/12/mfa/trusted_device/3', '/api/v1/user/{user_id}/mfa/trusted_device/{device_id}'],
  ['GET', '/api/v1/user/my', '/api/v1/user/{id}'],
  ['GET', '/api/v1/user/alice%40example.com', '/api/v1/user/{id}'],
  ['GET', '/api/v1/application_token', '/api/v1/application_token'],
  ['POST', '/api/v1/application_token', '/api/v1/application_token'],
  ['PATCH', '/api/v1/application_token/9', '/api/v1/application_token/{token_id}'],
])('%s %s is recorded as %s', (method, path, template) => {
  const emnify = new EmnifySimulator(new VirtualClock(START));

  expect(emnify.operation(new Request(`http://emnify${path}`, { method }))).toBe(`${method} ${template}`);
});
