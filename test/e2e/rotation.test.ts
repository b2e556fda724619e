import { expect, test } from 'vitest';
import { keyIdOf, ROTATE_KEY_ARN } from '../../local/subject.ts';
import { DeployedUser, synthesised } from './support/user.ts';

const AUTHENTICATE = 'POST /api/v1/authenticate';
const POST = 'POST /api/v1/user/mfa';

/** A user of the deployed stack who is ready for a first rotation. */
async function setUp({ fresh = false } = {}) {
  const user = await DeployedUser.of(await synthesised(), { fresh });
  user.writeSecrets();
  const process = user.deployment.processes.get(ROTATE_KEY_ARN.split(':').at(-1) ?? '');
  if (process === undefined) throw new Error('expected rotate-key to be deployed');
  return { user, process };
}

async function expectRotated(user: DeployedUser, token: string): Promise<void> {
  const current = user.secret.holding('AWSCURRENT');
  expect(current?.id).toBe(token);
  expect(user.keys('active')).toContain(keyIdOf(current));
  expect(user.keys('pending')).toEqual([]);
  expect(user.watch.violations).toEqual([]);
  expect(user.denied).toEqual([]);
  expect(await user.leaks()).toEqual([]);
  expect(user.deployment.output).toContain('"rung":"promoted"');
}

test('the deployed bundle in a process of its own rotates a key, in one process and with one authentication', async () => {
  const { user, process } = await setUp();
  const token = await user.rotate();

  expect(user.secret.attempts).toMatchObject([{ outcome: 'succeeded' }]);
  expect(process.starts).toBe(1);
  expect(user.calls(AUTHENTICATE)).toBe(1);
  await expectRotated(user, token);
});

test('with a fresh process for each step there is still one authentication in all', async () => {
  const { user, process } = await setUp({ fresh: true });
  const token = await user.rotate();

  expect(user.secret.attempts.map(({ steps }) => steps.length)).toEqual([4]);
  expect(process.starts).toBe(4);
  expect(user.calls(AUTHENTICATE)).toBe(1);
  await expectRotated(user, token);
});

test('killed between making a key and storing it, it is finished by the retries, and the orphan is deleted', async () => {
  const { user, process } = await setUp();
  const crash = { kind: 'meanwhile', when: 'after', act: () => process.kill() } as const;
  user.deployment.stack.script.add({ operation: POST, nth: 1, fault: crash });
  const token = await user.rotate();

  const [first, ...retries] = user.secret.attempts;
  expect(first?.error).toMatch(/Runtime\.ExitError.*signal: killed/);
  expect(retries.at(-1)?.outcome).toBe('succeeded');
  expect(user.keys('deleted')).toHaveLength(1);
  expect(user.calls(POST)).toBe(2);
  await expectRotated(user, token);
  expect(user.deployment.output).toContain('orphan-deleted');
});

test('a refusal reaches Secrets Manager by its name, and no secret with it', async () => {
  const { user } = await setUp();
  user.deployment.stack.emnify.portal(user.subject.username).changePassword('a new one that nobody stored');
  await user.rotate();

  expect(user.secret.attempts[0]?.error).toMatch(/^Refused: /);
  expect(user.secret.attempts.at(-1)?.error).toMatch(/^HoldInForce: /);
  expect(await user.leaks()).toEqual([]);
  expect(user.deployment.output).toContain('hold-raised');
});
