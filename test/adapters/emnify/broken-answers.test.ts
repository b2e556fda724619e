import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEmnify } from '../../../functions/adapters/emnify/client.ts';
import type { EmnifyAccount } from '../../../functions/domain/ports.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { failureOf } from './calls.ts';
import { AUTHENTICATE, CREDENTIALS, type Reply, ScriptedEmnify, START, text } from './scripted-emnify.ts';

describe('no connection', () => {
  test('is unavailable even for a password, since nothing was sent', async () => {
    const port = await closedPort();
    const clock = new VirtualClock(START);
    const account = createEmnify({ apiUrl: new URL(`http://127.0.0.1:${port}`), clock }).as(CREDENTIALS);

    const error = await failureOf(account.signIn());

    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('an answer that breaks off', () => {
  test('has an unknown outcome for a call that carries a password', async () => {
    const account = await accountBehindBreaks(1);

    expect(await failureOf(account.signIn())).toMatchObject({ kind: 'outcome-unknown' });
  });

  test('is read again by a GET', async () => {
    const account = await accountBehindBreaks(2);
    await failureOf(account.authenticate());
    await account.authenticate();

    expect(await account.keyTypes()).toEqual([{ id: 0 }]);
  });

  test('is given up when its end does not come in time', async () => {
    const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, endlessBody);

    const error = await failureOf(server.account({}, { timeout: 100 }).authenticate());

    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('no answer') });
  });

  test('is not read beyond a megabyte', async () => {
    const reply = text(200, JSON.stringify([{ id: 0, description: 'x'.repeat(1_100_000) }]));
    const server = (await ScriptedEmnify.start()).on('GET /api/v1/user/mfa/type', reply);

    await expect(server.account().keyTypes()).rejects.toMatchObject({ kind: 'unexpected-answer' });
  });
});

/** An account at a server whose every other answer, up to the nth, breaks off in the body. */
async function accountBehindBreaks(breaks: number): Promise<EmnifyAccount> {
  let answers = 0;
  const server = createHttpServer((request, response) => {
    request.resume();
    const body = request.url?.endsWith('authenticate') ? '{"auth_token":"opaque"}' : '[{"id":0}]';
    response.writeHead(200, { 'content-length': body.length });
    if (answers++ % 2 === 0 && answers < 2 * breaks) response.write(body.slice(0, 5), () => response.destroy());
    else response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('expected a port');
  const apiUrl = new URL(`http://127.0.0.1:${address.port}`);
  return createEmnify({ apiUrl, clock: new VirtualClock(START) }).as(CREDENTIALS);
}

/** A body that begins and then stays silent. */
const endlessBody: Reply = () =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('[{"id":'));
      },
    }),
  );

async function closedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(address)));
    });
  });
}
