import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { safeText, safeToken } from '../../../functions/adapters/emnify/safe-text.ts';
import { EmnifyError } from '../../../functions/domain/emnify-errors.ts';
import { Secret } from '../../../functions/domain/secret.ts';
import { ALL, CODE, failureOf } from './calls.ts';
import {
  AUTHENTICATE,
  CREDENTIALS,
  cut,
  hang,
  jwt,
  type Received,
  type Reply,
  ScriptedEmnify,
  START,
  text,
} from './scripted-emnify.ts';

const PLAIN = 'Tr0ub4dor&3 "<canary>"';
const SHA1 = createHash('sha1').update(PLAIN).digest('hex');
const SECRET_KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const JWT = jwt(START + 14_400_000);
const CANARIES = [PLAIN, SHA1, CREDENTIALS.applicationToken.reveal(), JWT, CODE, SECRET_KEY, JSON.stringify(PLAIN)];

/** An error body that repeats what was sent in every member. */
const echo =
  (status: number): Reply =>
  (request) => {
    const sent = `${request.body} ${request.headers.get('authorization')} ${SECRET_KEY}`;
    const values = sentValues(request);
    const body = {
      error_code: Number(CODE),
      error_token: values.at(-1),
      message: sent,
      errors: [
        ...values.map((value) => ({
          error_code: Number(CODE),
          error_token: value,
          field: value,
          message: `got ${value}`,
        })),
        { message: SECRET_KEY, field: CODE, error_token: SECRET_KEY },
      ],
    };
    return new Response(JSON.stringify(body), { status });
  };

/** A page that repeats the request, as a debugging proxy does. */
const echoPage =
  (status: number): Reply =>
  (request) =>
    new Response(`<pre>${request.body} ${request.headers.get('authorization')} ${SECRET_KEY}</pre>`, { status });

function sentValues({ body, headers }: Received): string[] {
  const values: unknown[] = body === '' ? [] : Object.values(JSON.parse(body));
  return [...values.filter((value) => typeof value === 'string'), headers.get('authorization') ?? ''];
}

/** All that a logger could find on an error, down its chain of causes. */
function everything(error: unknown): string {
  const parts = [inspect(error, { depth: null, showHidden: true }), JSON.stringify(error)];
  for (let at = error; at instanceof Error; at = at.cause) {
    parts.push(at.message, String(at.stack), String(at));
    for (const name of Reflect.ownKeys(at)) parts.push(inspect(Reflect.get(at, name), { depth: null }));
  }
  return parts.join('\n');
}

const replies: readonly (readonly [string, Reply])[] = [
  ...[302, 400, 401, 403, 404, 409, 418, 422, 429, 500, 503].flatMap((status) => [
    [`${status} that echoes in JSON`, echo(status)] as const,
    [`${status} that echoes in a page`, echoPage(status)] as const,
  ]),
  ['200 that echoes in a page', echoPage(200)],
  ['200 that echoes in JSON', echo(200)],
  ['broken connection', cut],
  ['silence', hang],
];

describe.each([
  { format: 'plain', password: PLAIN },
  { format: 'sha1', password: SHA1 },
] as const)('with a password stored as $format', ({ format, password }) => {
  test.each(ALL)('$name tells no secret, however it fails', async ({ call, run }) => {
    const server = await ScriptedEmnify.start();
    const credentials = { password: Secret.of<'password'>(password), passwordFormat: format };
    for (const [name, reply] of replies) {
      const account = server.account(credentials, { timeout: reply === hang ? 40 : 2_000 });
      server.on(call, reply);

      const error = await failureOf(run(account));

      expect(error, name).toBeInstanceOf(EmnifyError);
      expect(error, name).not.toHaveProperty('cause');
      const told = everything(error);
      for (const canary of CANARIES) expect(told, name).not.toContain(canary);
      expect(told, name).not.toMatch(/Bearer|application_token/);
    }
  });
});

test('an answer with a key that cannot be read tells nothing of it', async () => {
  const body = JSON.stringify({ id: 7.5, secret_key: SECRET_KEY, otpauth: `otpauth://hotp/x?secret=${SECRET_KEY}` });
  for (const reply of [text(200, body), text(200, body.slice(0, -20))]) {
    const server = (await ScriptedEmnify.start()).on('POST /api/v1/user/mfa', reply);

    expect(everything(await failureOf(server.account().createKey()))).not.toContain(SECRET_KEY);
  }
});

test('a token that no header can carry is not quoted', async () => {
  const auth_token = 'canary\r\nx: y';
  const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, text(200, JSON.stringify({ auth_token })));

  expect(everything(await failureOf(server.account().keyTypes()))).not.toContain('canary');
});

test('the client and its accounts show no secret when printed', async () => {
  const server = (await ScriptedEmnify.start()).on(AUTHENTICATE, text(200, JSON.stringify({ auth_token: JWT })));
  const client = server.client();
  const account = client.as(CREDENTIALS);
  await account.authenticate();

  const told = inspect([client, account], { depth: null, showHidden: true });

  for (const canary of [JWT, CREDENTIALS.applicationToken.reveal(), CREDENTIALS.password.reveal()]) {
    expect(told).not.toContain(canary);
  }
});

describe("the vendor's text", () => {
  test('passes as it is where it is harmless', () => {
    expect(safeText('The code has expired', ['hunter2hunter2', '?!?!'])).toBe('The code has expired');
  });

  test('is one line and short', () => {
    expect(safeText('a\n\u0000\t b', [])).toBe('a b');
    expect(safeText('word '.repeat(100), [])).toHaveLength(201);
  });

  test('loses long words and long numbers', () => {
    expect(safeText(`key ${SECRET_KEY} code 492817 id 717`, [])).toBe('key […] code […] id 717');
  });

  test.each([
    ['whole', 'got hunter2hunter2'],
    ['in capitals', 'got HUNTER2HUNTER2'],
    ['cut off', 'got hunter2h…'],
    ['with marks in between', 'got h-u-n-t-e-r-2-h'],
  ])('is withheld where a secret is in it %s', (_, message) => {
    expect(safeText(message, ['hunter2hunter2'])).toBe('[withheld: it repeats part of a secret]');
  });

  test('is withheld where it has four digits of a code, a short password, or one of marks alone', () => {
    for (const [message, secret] of [
      ['code 492 8?? is wrong', '492817'],
      ['got abc', 'abc'],
      ['got ?!?!', '?!?!'],
    ] as const) {
      expect(safeText(message, [secret])).toContain('withheld');
    }
  });

  test('is a token only as one word in CamelCase that repeats nothing', () => {
    expect(safeToken('InputValidationFailed', ['hunter2'])).toBe('InputValidationFailed');
    expect(safeToken('JBSWYDPEHPKPXP', [])).toBeUndefined();
    expect(safeToken('has space', [])).toBeUndefined();
    expect(safeToken('BadCorrectHorse', ['correct horse'])).toBeUndefined();
  });
});
