import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEmnify } from '../../functions/adapters/emnify/client.ts';
import { EmnifyError } from '../../functions/domain/emnify-errors.ts';
import type { EmnifyAccount } from '../../functions/domain/ports.ts';
import { Secret } from '../../functions/domain/secret.ts';
import { VirtualClock } from '../../local/clock.ts';
import { ALL, type Case, WITH_JWT } from '../adapters/emnify/calls.ts';
import { CREDENTIALS, jwt, START } from '../adapters/emnify/scripted-emnify.ts';
import { CANARY, harmless, manyTimes, refused } from './support/harm.ts';
import { asJson, damaged, garbled, hostileJson, hostileText } from './support/inputs.ts';
import { EmnifyWire, type WireAnswer } from './support/wires.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const SIGNED_IN: WireAnswer = { status: 200, body: JSON.stringify({ auth_token: jwt(START + 3_600_000) }) };

/** Well-formed answers, to be damaged. */
const ANSWERS = {
  token: { auth_token: jwt(START + 3_600_000), refresh_token: CANARY },
  user: {
    id: 7,
    username: CANARY,
    mfa: [{ id: 717, status: { id: 1 }, creation_date: '2026-11-20T10:00:00Z' }],
  },
  created: { id: 718, secret_key: 'JBSWY3DPEHPK3PXP', otpauth: `otpauth://totp/${CANARY}?secret=JBSWY3DPEHPK3PXP` },
  device: { id: 31, operating_system: 'x', browser: 'y', activation_date: '2026-11-20T10:00:00Z' },
};

const statuses = fc.oneof(
  fc.constantFrom(200, 201, 202, 204, 206, 301, 304, 400, 401, 403, 404, 408, 409, 418, 422, 429, 500, 503, 511),
  fc.integer({ min: 200, max: 599 }),
);
/** Bytes that are no text, a mark of byte order, compression that is none, a page, and JSON of every kind. */
const bodies: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  hostileText,
  hostileJson.map(asJson),
  hostileJson.map((json) => `\ufeff${asJson(json)}`),
  hostileJson.map((message) =>
    asJson({ error_code: 1400, error_token: CANARY, message, errors: [message, { message }] }),
  ),
  fc.oneof(...Object.values(ANSWERS).map((answer) => fc.oneof(damaged(answer).map(asJson), garbled(asJson(answer))))),
);
const headers: fc.Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  fc.constantFrom<Readonly<Record<string, string>>>(
    JSON_TYPE,
    { 'content-encoding': 'gzip' },
    { 'content-type': 'text/html; charset=utf-16' },
    { date: 'Fri, 31 Dec 9999 23:59:59 GMT' },
    { date: 'Thu, 01 Jan 1970 00:00:00 GMT' },
    { date: '+275760-09-13T00:00:00Z', age: '-1' },
    { 'retry-after': '-1' },
    { 'retry-after': '9'.repeat(400) },
    { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' },
    { location: `https://example.com/${CANARY}` },
  ),
);

/** An account behind a wire that gives every call but the exchange of the token this answer. */
function accountBehind(
  answer: WireAnswer,
  exchange = SIGNED_IN,
): { account: EmnifyAccount; wire: EmnifyWire; clock: VirtualClock } {
  const wire = new EmnifyWire((call) => (call.endsWith('/authenticate') ? exchange : answer));
  const clock = new VirtualClock(START);
  const apiUrl = new URL('https://emnify.test');
  const account = createEmnify({ apiUrl, clock, random: () => 0, fetch: wire.fetch }).as(CREDENTIALS);
  return { account, wire, clock };
}

describe('an answer of emnify of any status, body and headers', () => {
  const answers = fc.record({ status: statuses, body: bodies, headers });

  it('is read, or becomes an error of emnify that repeats nothing of it', async () => {
    await manyTimes(
      fc.tuple(fc.constantFrom(...ALL), answers),
      async ([{ run, call }, answer]) => {
        const isExchange = call.endsWith('/authenticate');
        const { account } = accountBehind(answer, isExchange ? answer : SIGNED_IN);
        const outcome = await harmless(() => run(account));
        if ('error' in outcome) expect(outcome.error).toBeInstanceOf(EmnifyError);
      },
      800,
    );
  });

  it('never makes a password or a code go out twice', async () => {
    const once = WITH_JWT.filter(({ call }) => /^(POST|PATCH)/.test(call));
    await manyTimes(fc.tuple(fc.constantFrom(...once), answers), async ([{ run, call }, answer]) => {
      const { account, wire } = accountBehind(answer);
      await harmless(() => run(account));
      expect(wire.calls.filter((sent) => sent === call)).toHaveLength(1);
    });
  });

  it('makes no more than four attempts within some seconds of a call that may be repeated', async () => {
    const repeatable: readonly Case[] = WITH_JWT.filter(({ call }) => /^(GET|DELETE)/.test(call));
    await manyTimes(fc.tuple(fc.constantFrom(...repeatable), answers), async ([{ run, call }, answer]) => {
      const { account, wire, clock } = accountBehind(answer);
      await harmless(() => run(account));
      expect(wire.calls.filter((sent) => sent === call).length).toBeLessThanOrEqual(4);
      expect(clock.now() - START).toBeLessThanOrEqual(12_000);
    });
  });

  it('passes for a deletion only with 204', async () => {
    const others = answers.filter(({ status }) => status !== 204);
    await manyTimes(others, async (answer) => {
      for (const { run } of ALL.filter(({ name }) => name.startsWith('delete'))) {
        await refused(() => run(accountBehind(answer).account));
      }
    });
  });
});

describe('a list of emnify', () => {
  it('fails as a whole where one item is no key', async () => {
    const items = hostileJson.filter((item) => !isKey(item));
    await manyTimes(items, async (item) => {
      const body = asJson({ id: 7, mfa: [{ id: 717 }, item] });
      expect(await refused(() => accountBehind({ status: 200, body }).account.user())).toBeInstanceOf(EmnifyError);
    });
  });

  it('shows a key without its dates where they are none, and as of unknown status where that is none', async () => {
    await manyTimes(fc.tuple(hostileJson, hostileJson), async ([date, status]) => {
      const body = asJson({ id: 7, mfa: [{ id: 717, status, creation_date: date, activation_date: date }] });
      const outcome = await harmless(() => accountBehind({ status: 200, body }).account.user());
      // What is larger than a megabyte is not read to its end.
      if ('error' in outcome) expect(body.length).toBeGreaterThan(500_000);
      for (const key of ('value' in outcome && outcome.value.keys) || []) {
        expect([undefined, 'pending', 'active', 'unknown']).toContain(key.status);
        expect(key.createdAt ?? 0).not.toBeNaN();
        expect(key.activatedAt ?? 0).not.toBeNaN();
      }
    });
  });
});

describe('a session', () => {
  it('with any claims is used, or renewed, but never asked for again and again', async () => {
    const claims = fc.oneof(
      hostileJson,
      hostileJson.map((exp) => ({ exp })),
      fc.double().map((exp) => ({ exp })),
    );
    await manyTimes(claims, async (claim) => {
      const payload = Buffer.from(asJson(claim).slice(0, 4_000)).toString('base64url');
      const exchange = { status: 200, body: asJson({ auth_token: `eyJhbGciOiJIUzI1NiJ9.${payload}.c2ln` }) };
      const { account, wire } = accountBehind({ status: 200, body: '[]' }, exchange);
      await harmless(() => account.keyTypes());
      await harmless(() => account.keyTypes());
      expect(wire.calls.filter((call) => call.endsWith('/authenticate')).length).toBeLessThanOrEqual(2);
    });
  });

  it('that could not be a header is refused before it is sent', async () => {
    const tokens = hostileText.filter((text) => !/^[\w.~+/-]+=*$/.test(text));
    await manyTimes(tokens, async (token) => {
      const exchange = { status: 200, body: asJson({ auth_token: token }) };
      const { account, wire } = accountBehind({ status: 200, body: '[]' }, exchange);
      await refused(() => account.keyTypes());
      expect(wire.calls).toEqual(['POST /api/v1/authenticate']);
    });
  });
});

describe("the server's time", () => {
  it('stays within an hour of ours, whatever the Date header says', async () => {
    const dates = fc.oneof(
      hostileText,
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    await manyTimes(dates, async (text) => {
      const date = text.replace(/[^\x20-\x7e]/g, '').slice(0, 1_000);
      const { account, clock } = accountBehind({ status: 200, body: '[]', headers: { date } });
      await harmless(() => account.keyTypes());
      expect(Math.abs(account.serverTime() - clock.now())).toBeLessThanOrEqual(3_600_000);
    });
  });
});

describe('credentials of odd characters', () => {
  it('are sent as they are, and never told', async () => {
    await manyTimes(
      fc.tuple(hostileText, statuses),
      async ([text, status]) => {
        const echo = { status, body: asJson({ error_code: 1400, message: `${CANARY}${text}` }) };
        const wire = new EmnifyWire(() => echo);
        const client = createEmnify({
          apiUrl: new URL('https://emnify.test'),
          clock: new VirtualClock(START),
          random: () => 0,
          fetch: wire.fetch,
        });
        const odd = {
          ...CREDENTIALS,
          username: `${text}x`,
          password: Secret.of<'password'>(`${CANARY}${text}`),
          passwordFormat: 'plain' as const,
        };
        const account = client.as({ ...odd, applicationToken: Secret.of(`${CANARY}${text}`) });
        for (const { run } of ALL) await harmless(() => run(account));
      },
      100,
    );
  });

  it('are found in bounded time in a long answer, however long they are', async () => {
    const words = (count: number) => Array.from({ length: count }, (_, index) => index.toString(36)).join(' ');
    const wire = new EmnifyWire(() => ({ status: 422, body: asJson({ error_code: 1400, message: words(190_000) }) }));
    const clock = new VirtualClock(START);
    const client = createEmnify({ apiUrl: new URL('https://emnify.test'), clock, fetch: wire.fetch });
    const password = Secret.of<'password'>(words(11_000).toUpperCase().replaceAll(' ', '-'));

    await refused(() => client.as({ ...CREDENTIALS, password, passwordFormat: 'plain' }).signIn());
  });
});

function isKey(item: unknown): boolean {
  return (
    typeof item === 'object' && item !== null && 'id' in item && Number.isSafeInteger(item.id) && Number(item.id) > 0
  );
}
