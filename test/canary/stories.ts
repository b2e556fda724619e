import { codeAt } from '../../local/emnify/totp.ts';
import type { Fault } from '../../local/faults.ts';
import { keysInState, storedValue } from '../../local/subject.ts';
import type { World } from '../support/world.ts';
import type { Story } from './run.ts';

export const AUTHENTICATE = 'POST /api/v1/authenticate';
export const POST = 'POST /api/v1/user/mfa';
export const PATCH = 'PATCH /api/v1/user/mfa/{key_id}';
const DELETE = 'DELETE /api/v1/user/my/mfa/{key_id}';
const MINUTE = 60_000;

/** Every call that a rotation makes. */
export const OPERATIONS = [
  AUTHENTICATE,
  'GET /api/v1/user/{id}',
  POST,
  PATCH,
  'DescribeSecret',
  'GetSecretValue',
  'TagResource',
  'PutSecretValue',
  'UpdateSecretVersionStage',
];

/** A warm container would not have to. */
const SIGNING_IN = { containers: 'fresh' } as const;

/** Step by step twice over, with the holds and waits of a failure in between, and once more when the fault is over. */
async function climb(world: World, token = world.beginByHand()): Promise<void> {
  await world.step('createSecret', token);
  await world.step('createSecret', token);
  await world.stack.clock.advance(2 * MINUTE);
  await world.step('finishSecret', token);
  world.stack.script.clear();
  await world.stack.clock.advance(61 * MINUTE);
  await world.step('finishSecret', token);
}

/** The fault on the first two calls of this name. */
export function faulty(operation: string, fault: Fault): Story {
  return {
    options: SIGNING_IN,
    act: async (world) => {
      world.stack.script.add({ operation, nth: 1, times: 2, fault });
      await climb(world);
    },
  };
}

/** What a careless server or proxy puts into its answers: all that it was sent, and all that it knows. */
function everything(world: World): Readonly<Record<string, unknown>> {
  const now = world.stack.clock.now();
  const { password, applicationTokens, keys } = world.account;
  const stored = world.stack.secretsManager.secret(world.subject.credentialsSecret)?.holding('AWSCURRENT');
  return {
    password,
    credentials: stored?.value,
    tokens: applicationTokens.map(({ token }) => token),
    current: storedValue(world.secret.holding('AWSCURRENT')),
    keys: keys.map(({ secretKey, otpauth }) => `${secretKey} ${otpauth}`),
    codes: keys.flatMap((key) => [codeAt(key, now), codeAt(key, now + 30_000)]),
  };
}

/** Ways to wrap what must not be said into an answer, each by the status with which it comes. */
const WRAPPINGS: Readonly<Record<string, (said: string) => { readonly status: number; readonly body: string }>> = {
  'the vendor’s error': (said) => {
    const item = { error_code: 1400, error_token: 'InputValidationFailed', message: said, field: said };
    return { status: 422, body: JSON.stringify({ ...item, errors: [item] }) };
  },
  'a 401': (said) => ({ status: 401, body: JSON.stringify({ error_code: 1101, error_token: said, message: said }) }),
  'a conflict': (said) => ({ status: 409, body: JSON.stringify({ error_code: 1406, message: said }) }),
  'a page': (said) => ({ status: 503, body: `<html><body>${said}</body></html>` }),
  'a broken answer': (said) => ({
    status: 200,
    body: `{"auth_token": "${said}", "id": "${said}", "secret_key": ${said}`,
  }),
  'wrong fields': (said) => ({
    status: 200,
    body: JSON.stringify({
      auth_token: [said],
      id: said,
      secret_key: { said },
      otpauth: said,
      Name: [said],
      [said]: said,
    }),
  }),
  'an error of AWS': (said) => ({
    status: 400,
    body: JSON.stringify({ __type: `${said}Exception`, message: said, Message: said }),
  }),
};
export const ECHOES = Object.keys(WRAPPINGS);

/** A call answered with all that must not be said, made up at the moment of the call before it, when the key exists. */
export function echoing(operation: string, wrapping: string): Story {
  return {
    options: SIGNING_IN,
    act: async (world) => {
      const wrap = WRAPPINGS[wrapping];
      if (wrap === undefined) throw new Error(`expected a wrapping, got ${wrapping}`);
      const token = world.beginByHand();
      const echo = () => {
        const fault: Fault = { kind: 'answer', ...wrap(JSON.stringify(everything(world))) };
        world.stack.script.add({ operation, fault });
      };
      if (operation === PATCH || operation === 'PutSecretValue') {
        world.stack.script.add({ operation: POST, nth: 1, fault: { kind: 'meanwhile', when: 'after', act: echo } });
      } else {
        echo();
      }
      await climb(world, token);
    },
  };
}

const rotates = { act: (world: World) => world.rotate() };

async function withAnotherPassword(world: World): Promise<void> {
  world.portal.changePassword('nobody stored this one');
  await world.rotate();
}

/** The refusals, and what else ends a rotation early. */
export const STORIES: Readonly<Record<string, Story>> = {
  'a first rotation': { ...rotates, first: true },
  'a rotation': rotates,
  'a rotation with a container for each step': { ...rotates, options: { containers: 'fresh' } },
  'a rotation with codes of eight digits of SHA-256': {
    ...rotates,
    options: { emnify: { totpDigits: 8, totpAlgorithm: 'SHA256' } },
  },
  'a probe': { act: (world) => world.step('testSecret', world.beginByHand()) },
  'a wrong password, refused as invalid': { act: withAnotherPassword },
  'a wrong password, refused with nothing': {
    options: { emnify: { wrongPassword: 'empty-401' } },
    act: withAnotherPassword,
  },
  'a wrong password, refused as credentials': {
    options: { emnify: { wrongPassword: 'invalid-credentials-401' } },
    act: withAnotherPassword,
  },
  'a password stored in plain text': {
    first: true,
    options: {
      emnify: { passwordForm: 'plain' },
      subject: {
        password: 'plain & "simple" päss',
        credentials: { password: 'plain & "simple" päss', passwordFormat: 'plain' },
      },
    },
    act: (world) => world.rotate(),
  },
  'a wrong code, twice': {
    first: true,
    options: { emnify: { dateHeader: false, clockOffsetMs: 90_000 } },
    act: async (world) => {
      const token = world.beginByHand();
      await world.step('createSecret', token);
      await world.stack.clock.advance(11 * MINUTE);
      await world.step('createSecret', token);
    },
  },
  'a revoked token': {
    options: { containers: 'fresh' },
    act: async (world) => {
      world.portal.revokeToken(world.account.applicationTokens[0]?.token ?? '');
      await world.rotate();
    },
  },
  'a lockout': {
    options: { containers: 'fresh' },
    act: async (world) => {
      await world.lockOut();
      await world.rotate();
    },
  },
  'a key that is gone': {
    act: async (world) => {
      const token = world.beginByHand();
      world.stack.script.add({ operation: PATCH, nth: 1, fault: { kind: 'cut-before' } });
      await world.step('createSecret', token);
      for (const { id } of keysInState(world.stack, world.subject, 'pending')) world.portal.deleteKey(id);
      await world.step('setSecret', token);
    },
  },
  'an account of one key': { ...rotates, options: { emnify: { singleActiveKey: true } } },
  'an account of one key, replaced': {
    ...rotates,
    options: { emnify: { singleActiveKey: true }, strategy: 'replace' },
  },
  'a replacement whose deletion is lost': {
    options: { emnify: { singleActiveKey: true }, strategy: 'replace' },
    act: async (world) => {
      world.stack.script.add({ operation: DELETE, nth: 1, fault: { kind: 'cut-after' } });
      await climb(world);
    },
  },
  'credentials that are no JSON': {
    act: async (world) => {
      world.storeCredentials({ text: `password=${world.account.password}` });
      await world.rotate();
    },
  },
  'credentials of the wrong fields': {
    act: async (world) => {
      const { password } = world.account;
      world.storeCredentials({ text: JSON.stringify({ password, [password]: password, passwordFormat: password }) });
      await world.rotate();
    },
  },
  'a key secret that somebody cut short': {
    act: async (world) => {
      const { value } = world.secret.holding('AWSCURRENT') ?? {};
      const text = value !== undefined && 'SecretString' in value ? value.SecretString : '';
      const SecretString = text.slice(0, -2);
      world.stack.secretsManager.call('PutSecretValue', { SecretId: world.subject.keySecret, SecretString });
      await world.rotate();
    },
  },
  'a function that dies while it waits': {
    act: async (world) => {
      const token = world.beginByHand();
      await world.stack.clock.advanceTo(Math.ceil(world.stack.clock.now() / 30_000) * 30_000 + 28_000);
      await world.dieWhileWaiting('createSecret', token);
      await world.step('finishSecret', token);
    },
  },
};
