import { expect, test } from 'vitest';
import { ALICE, CreatedKey, HOUR, START, startEmnify } from './support.ts';

const utc = (at: number) => new Date(at).toUTCString();

test.each([0, 30_000, -30_000, 90_000, -90_000])(
  'codes, dates and the Date header go by a server clock %i ms off',
  async (clockOffsetMs) => {
    const { createKey, activateKey, emnify, code, alice } = await startEmnify({ clockOffsetMs });

    const answer = await createKey();
    const { id, creation_date } = CreatedKey.parse(answer.json);

    expect(answer.headers.get('date')).toBe(utc(START + clockOffsetMs));
    expect(creation_date).toBe(new Date(START + clockOffsetMs).toISOString());
    expect(alice.keys[0]?.createdAt).toBe(START);
    expect((await activateKey(id, code(id))).status).toBe(204);
    const hasStandardTime = clockOffsetMs === 0;
    const second = emnify.portal(ALICE).addKey();
    const codeOfStackTime = code(second.id, -clockOffsetMs / 30_000);
    expect((await activateKey(second.id, codeOfStackTime)).status).toBe(hasStandardTime ? 204 : 422);
  },
);

test('the server clock drifts by the switch', async () => {
  const { clock, call } = await startEmnify({ clockDriftMsPerHour: 1_000, clockOffsetMs: 5_000 });

  await clock.advance(3 * HOUR);

  expect((await call('GET', '/api/v1/user/my')).headers.get('date')).toBe(utc(START + 3 * HOUR + 5_000 + 3_000));
});

test('latency passes on the stack clock before the call takes effect', async () => {
  const { createKey, clock, alice } = await startEmnify({ latencyMs: 400 });

  await createKey();

  expect(clock.now()).toBe(START + 800);
  expect(alice.authentications).toMatchObject([{ at: START + 400 }]);
  expect(alice.keys).toMatchObject([{ createdAt: START + 800 }]);
});

test('the Date header is left out where the switch says so, of an answer that a fault makes too', async () => {
  const { script, authenticate } = await startEmnify({ dateHeader: false });
  script.add({ nth: 2, fault: { kind: 'answer', status: 503 } });

  for (const status of [400, 503]) {
    const answer = await authenticate({});
    expect(answer.status).toBe(status);
    expect(answer.headers.get('date')).toBeNull();
  }
});

test('an answer that a fault makes carries the server time', async () => {
  const { script, authenticate } = await startEmnify({ clockOffsetMs: 90_000 });
  script.add({ fault: { kind: 'answer', status: 503 } });

  expect((await authenticate({})).headers.get('date')).toBe(utc(START + 90_000));
});
