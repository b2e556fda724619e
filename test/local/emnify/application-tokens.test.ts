import { expect, test } from 'vitest';
import * as z from 'zod';
import { START, startEmnify, vendorError } from './support.ts';

const PATH = '/api/v1/application_token';
const Created = z.strictObject({ application_token: z.string() });

test('an application token is shown once, listed without its text, and revoked', async () => {
  const { call, authenticate, alice } = await startEmnify();

  const created = await call('POST', PATH, { description: 'ci', expiry_date: '2026-06-01', ip: '203.0.113.0/24' });
  const { application_token } = Created.parse(created.json);
  expect((await authenticate({ application_token })).status).toBe(200);

  const list = await call('GET', PATH);
  expect(list.text).not.toContain(application_token);
  const made = alice.applicationTokens[1];
  expect(list.json).toMatchObject([
    { description: 'made in the portal', status: { id: 0, description: 'Activated' } },
    {
      id: made?.id,
      description: 'ci',
      created: new Date(START).toISOString(),
      expiry_date: '2026-06-01T00:00:00.000Z',
      ip: '203.0.113.0/24',
    },
  ]);

  const revoke = () => call('PATCH', `${PATH}/${made?.id}`, { status: { id: 1 } });
  expect((await revoke()).status).toBe(204);
  expect(made?.revokedAt).toBe(START);
  expect((await authenticate({ application_token })).status).toBe(401);
  expect((await call('GET', PATH)).json).toMatchObject([{}, { status: { id: 1 } }]);
  expect(await revoke()).toMatchObject({ status: 409, json: vendorError(1406, 'NotAllowed') });
});

test('a token that the user does not have cannot be revoked, and a malformed one not be made', async () => {
  const { call, emnify } = await startEmnify();
  emnify.addUser({ username: 'bob', password: 'b' });
  emnify.portal('bob').createToken();

  for (const id of [emnify.user('bob').applicationTokens[0]?.id, 1]) {
    expect((await call('PATCH', `${PATH}/${id}`, { status: { id: 1 } })).status).toBe(404);
  }
  for (const body of [{}, { description: 'x', expiry_date: 'soon' }, { description: 'x', ip: 'here' }]) {
    expect((await call('POST', PATH, body)).status).toBe(422);
  }
});
