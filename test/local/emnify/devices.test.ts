import { describe, expect, test } from 'vitest';
import { DAY, START, startEmnify, vendorError } from './support.ts';

const notFound = { status: 404, json: vendorError(1201, 'NotFound') };

describe.each(['/api/v1/user/mfa', '/api/v1/user/my/mfa', '/api/v1/user/{user_id}/mfa'])(
  'trusted devices under %s',
  (template) => {
    test('are listed with their dates and deleted one by one', async () => {
      const { call, portal, alice } = await startEmnify();
      const scope = template.replace('{user_id}', String(alice.id));
      const old = portal.addDevice({ activatedAt: START - 200 * DAY, operatingSystem: 'Windows', browser: 'Edge' });
      const recent = portal.addDevice();

      expect(await call('GET', `${scope}/trusted_device`)).toMatchObject({
        status: 200,
        json: [
          {
            id: old.id,
            operating_system: 'Windows',
            browser: 'Edge',
            activation_date: new Date(START - 200 * DAY).toISOString(),
          },
          { id: recent.id, operating_system: 'Linux', browser: 'Firefox' },
        ],
      });

      expect(await call('DELETE', `${scope}/trusted_device/${old.id}`)).toMatchObject({ status: 204, text: '' });
      expect(await call('DELETE', `${scope}/trusted_device/${old.id}`)).toMatchObject(notFound);
      expect((await call('GET', `${scope}/trusted_device`)).json).toMatchObject([{ id: recent.id }]);
      expect(alice.devices).toMatchObject([{ deletedAt: START }, { id: recent.id }]);
    });
  },
);

test("another user's devices are for administrators, and an unknown user has none", async () => {
  const { call, send, emnify, jwtOf } = await startEmnify();
  const bob = emnify.addUser({ username: 'bob', password: 'b', roles: ['Administrator'] });
  const device = emnify.portal('bob').addDevice();
  const path = (userId: number) => `/api/v1/user/${userId}/mfa/trusted_device`;

  expect(await call('GET', path(bob.id))).toMatchObject({ status: 403, json: vendorError(1104, 'Forbidden') });
  expect((await call('DELETE', `${path(bob.id)}/${device.id}`)).status).toBe(403);
  const bobsJwt = await jwtOf(emnify.portal('bob').createToken());
  expect((await send('GET', path(emnify.user('alice@example.com').id), undefined, bobsJwt)).json).toEqual([]);
  expect(await send('GET', path(1), undefined, bobsJwt)).toMatchObject(notFound);
});
