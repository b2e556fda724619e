import { codeAt } from '../../local/emnify/totp.ts';
import type { Fault } from '../../local/faults.ts';
import { storedValue } from '../../local/subject.ts';
import type { World } from '../support/world.ts';
import { climb, PATCH, POST, SIGNING_IN } from './climbing.ts';
import type { Story } from './run.ts';

/** What a careless server or proxy puts into its answers: all that it was sent, and all that it knows. */
function everything(world: World): Readonly<Record<string, unknown>> {
  const now = world.stack.clock.now();
  const { password, applicationTokens, keys } = world.account;
  const stored = world.stack.secretsManager.secret(world.subject.credentialsSecret)?.holding('AWSCURRENT');
  return {
    password,
    credentials: stored?.value,
    tokens: applicationTokens.map(({ token }) => token),
    current: storedValue(world.stack.secretsManager.secret(world.subject.keySecret)?.holding('AWSCURRENT')),
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

/** An answer that says all that must not be said, as things stand. */
export function wrapped(world: World, wrapping: string): Fault {
  const wrap = WRAPPINGS[wrapping];
  if (wrap === undefined) throw new Error(`expected a wrapping, got ${wrapping}`);
  return { kind: 'answer', ...wrap(JSON.stringify(everything(world))) };
}

/** A call answered with all that must not be said, made up at the moment of the call before it, when the key exists. */
export function echoing(operation: string, wrapping: string): Story {
  return {
    options: SIGNING_IN,
    act: async (world) => {
      const token = world.beginByHand();
      const echo = () => world.stack.script.add({ operation, fault: wrapped(world, wrapping) });
      if (operation === PATCH || operation === 'PutSecretValue') {
        world.stack.script.add({ operation: POST, nth: 1, fault: { kind: 'meanwhile', when: 'after', act: echo } });
      } else {
        echo();
      }
      await climb(world, token);
    },
  };
}
