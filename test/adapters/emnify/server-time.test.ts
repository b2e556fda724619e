import { expect, test } from 'vitest';
import { ServerTime } from '../../../functions/adapters/emnify/server-time.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { failureOf } from './calls.ts';
import { AUTHENTICATE, CREDENTIALS, json, jwt, type Reply, ScriptedEmnify, START, text } from './scripted-emnify.ts';

const SKEW = 90_000;
const at = (date: string, headers: Record<string, string> = {}): Reply =>
  json(200, { auth_token: jwt(START + 9e6) }, { date, ...headers });

test("is this machine's before the first answer", async () => {
  const server = await ScriptedEmnify.start();

  expect(server.account().serverTime()).toBe(START);
});

test('is the middle of the second that an answer names, and goes on with the clock', async () => {
  const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, at(new Date(START + SKEW).toUTCString()));
  const account = server.account();

  await account.authenticate();
  await server.clock.advance(2_000);

  expect(account.serverTime()).toBe(START + SKEW + 500 + 2_000);
});

test('takes half of the round trip for the way back', async () => {
  const server = await ScriptedEmnify.start();
  const slow: Reply = async (request) => {
    await server.clock.advance(4_000);
    return at(new Date(START + SKEW).toUTCString())(request);
  };
  const account = server.on(AUTHENTICATE, slow).account();

  await account.authenticate();

  expect(account.serverTime()).toBe(START + SKEW + 500 + 2_000);
});

test('keeps what it knows when an answer took so long that nobody can tell when its Date was written', async () => {
  const server = await ScriptedEmnify.start();
  const clock = server.clock;
  const time = new ServerTime(clock);
  time.learn(new Headers({ date: new Date(START + SKEW).toUTCString() }), START);
  await clock.advance(7_000);
  time.learn(new Headers({ date: new Date(START + SKEW + 7_000).toUTCString() }), START);

  expect(time.now()).toBe(START + SKEW + 500 + 7_000);
});

test('is learnt from failures too, and known to every account of the client', async () => {
  const reply = text(401, '', { date: new Date(START - SKEW).toUTCString() });
  const client = (await ScriptedEmnify.start()).on(AUTHENTICATE, reply).client();

  await failureOf(client.as(CREDENTIALS).authenticate());

  expect(client.as(CREDENTIALS).serverTime()).toBe(START - SKEW + 500);
});

test.each([
  ['is not a date', at('the other day')],
  ['comes out of a cache', at(new Date(START - SKEW).toUTCString(), { age: '90' })],
])('is not learnt from a Date that %s', async (_, reply) => {
  const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, reply);
  const account = server.account();

  await account.authenticate();

  expect(account.serverTime()).toBe(START);
});

test('is not learnt from an answer without Date', () => {
  const serverTime = new ServerTime(new VirtualClock(START));

  serverTime.learn(new Headers(), START - 1_000);

  expect(serverTime.now()).toBe(START);
});
