import { expect, test } from 'vitest';
import { START, startEmnify } from './support.ts';

const POST_MFA = 'POST /api/v1/user/mfa';

test('a call that is cut before it takes effect changes nothing', async () => {
  const { script, createKey, alice } = await startEmnify();
  script.add({ operation: POST_MFA, nth: 1, fault: { kind: 'cut-before' } });

  await expect(createKey()).rejects.toThrow();

  expect(alice.keys).toEqual([]);
  expect((await createKey()).status).toBe(200);
  expect(script.calls.map(({ operation, fault, status, at }) => [operation, fault, status, at])).toEqual([
    ['POST /api/v1/authenticate', undefined, 200, START],
    [POST_MFA, 'cut-before', undefined, START],
    [POST_MFA, undefined, 200, START],
  ]);
});

test('a call whose reply is lost has taken effect', async () => {
  const { script, createKey, alice } = await startEmnify();
  script.add({ operation: POST_MFA, nth: 1, fault: { kind: 'cut-after' } });

  await expect(createKey()).rejects.toThrow();

  expect(alice.keys).toMatchObject([{ state: 'pending' }]);
});

test('a call that is answered by a proxy never reaches the API', async () => {
  const { script, createKey, alice } = await startEmnify();
  const page = '<html>Service Unavailable</html>';
  script.add({ operation: POST_MFA, nth: 1, fault: { kind: 'answer', status: 503, body: page } });

  expect(await createKey()).toMatchObject({ status: 503, text: page });

  expect(alice.keys).toEqual([]);
});

test('a call that is delivered twice takes effect twice', async () => {
  const { script, createKey, activateKey, portal, code, alice } = await startEmnify();
  const { id } = portal.addKey();
  script.add({ fault: { kind: 'duplicate' } });

  expect((await activateKey(id, code(id))).status).toBe(409);
  expect((await createKey()).status).toBe(200);

  expect(alice.keys.map(({ state }) => state)).toEqual(['active', 'pending', 'pending']);
});

test('somebody can act between a call taking effect and its answer', async () => {
  const { script, createKey, portal, alice } = await startEmnify();
  const act = () => portal.deleteKey(alice.keys[0]?.id ?? 0);
  script.add({ operation: POST_MFA, fault: { kind: 'meanwhile', when: 'after', act } });

  expect((await createKey()).status).toBe(200);

  expect(alice.keys).toMatchObject([{ state: 'deleted' }]);
});
