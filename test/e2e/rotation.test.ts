import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { InvariantWatch } from '../../local/invariants.ts';
import { bundle } from '../../local/lambda/bundle.ts';
import { RuntimeProcess } from '../../local/lambda/runtime-process.ts';
import { EmbeddedStack } from '../../local/stack.ts';
import { addAccount, keyIdOf, keysInState, ROTATE_KEY_ARN, rotateSecret, writeSecrets } from '../../local/subject.ts';
import { leaks } from '../support/canary.ts';
import { KnownSecrets } from '../support/known-secrets.ts';

const AUTHENTICATE = 'POST /api/v1/authenticate';
const POST = 'POST /api/v1/user/mfa';
const STEP_MS = 30_000;

let directory: string;
let bundled: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'emnify-mfa-e2e-'));
  bundled = await bundle(fileURLToPath(new URL('../../functions/rotate-key/handler.ts', import.meta.url)), directory);
}, 60_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The function as it is deployed, in processes of its own, which live on the machine's clock; the stack starts near it. */
async function setUp({ fresh = false } = {}) {
  // Early in a time-step of the server's, which stands still: the process never has to wait for the next one.
  const start = new Date(Math.floor(Date.now() / STEP_MS) * STEP_MS + 5_000).toISOString();
  const stack = await EmbeddedStack.start({ start });
  const subject = addAccount(stack);
  const watch = new InvariantWatch(stack, subject);
  writeSecrets(stack, subject);
  const known = new KnownSecrets(stack, subject);
  const variables = { SECRET_PREFIX: 'emnify-mfa', ROTATION_STRATEGY: 'overlap', KEY_GRACE_PERIOD: 'PT24H' };
  const environment = { ...stack.environment(), ...variables };
  const runtime = new RuntimeProcess({
    functionArn: ROTATE_KEY_ARN,
    bundle: bundled,
    environment,
    timeoutMs: 60_000,
    fresh,
  });
  stack.functions.define(ROTATE_KEY_ARN, runtime.code);
  const secret = () => {
    const truth = stack.secretsManager.secret(subject.keySecret);
    if (truth === undefined) throw new Error('expected the key secret to exist');
    return truth;
  };
  return {
    stack,
    runtime,
    watch,
    secret,
    calls: (operation: string) => stack.script.calls.filter((call) => call.operation === operation).length,
    keys: (state: 'pending' | 'active' | 'deleted') => keysInState(stack, subject, state).map(({ id }) => id),
    rotate: async () => {
      const token = rotateSecret(stack, subject);
      await stack.secretsManager.rotationSettled(subject.keySecret);
      return token;
    },
    /** Ends the processes, so that all they printed is there. */
    shown: async () => {
      await runtime.close();
      const { tags, attempts } = secret();
      return leaks({ printed: runtime.output, tags, attempts, asked: known.asked }, known.all());
    },
    close: async () => {
      await runtime.close();
      await stack.close();
    },
  };
}

let run: Awaited<ReturnType<typeof setUp>>;
afterEach(() => run.close());

async function expectRotated(token: string): Promise<void> {
  const current = run.secret().holding('AWSCURRENT');
  expect(current?.id).toBe(token);
  expect(run.keys('active')).toContain(keyIdOf(current));
  expect(run.keys('pending')).toEqual([]);
  expect(run.watch.violations).toEqual([]);
  expect(await run.shown()).toEqual([]);
  expect(run.runtime.output).toContain('"rung":"promoted"');
}

test('the bundle in a process of its own rotates a key, in one process and with one authentication', async () => {
  run = await setUp();
  const token = await run.rotate();

  expect(run.secret().attempts).toMatchObject([{ outcome: 'succeeded' }]);
  expect(run.runtime.starts).toBe(1);
  expect(run.calls(AUTHENTICATE)).toBe(1);
  await expectRotated(token);
}, 60_000);

test('with a fresh process for each step there is still one authentication in all', async () => {
  run = await setUp({ fresh: true });
  const token = await run.rotate();

  expect(run.secret().attempts.map(({ steps }) => steps.length)).toEqual([4]);
  expect(run.runtime.starts).toBe(4);
  expect(run.calls(AUTHENTICATE)).toBe(1);
  await expectRotated(token);
}, 60_000);

test('killed between making a key and storing it, it is finished by the retries, and the orphan is deleted', async () => {
  run = await setUp();
  const { runtime, stack } = run;
  const crash = { kind: 'meanwhile', when: 'after', act: () => runtime.kill() } as const;
  stack.script.add({ operation: POST, nth: 1, fault: crash });
  const token = await run.rotate();

  const [first, ...retries] = run.secret().attempts;
  expect(first?.error).toMatch(/Runtime\.ExitError.*signal: killed/);
  expect(retries.at(-1)?.outcome).toBe('succeeded');
  expect(run.keys('deleted')).toHaveLength(1);
  expect(run.calls(POST)).toBe(2);
  expect(run.runtime.output).toContain('orphan-deleted');
  await expectRotated(token);
}, 60_000);

test('a refusal reaches Secrets Manager by its name, and no secret with it', async () => {
  run = await setUp();
  const { stack } = run;
  stack.emnify.portal('alice@example.com').changePassword('a new one that nobody stored');
  await run.rotate();

  expect(run.secret().attempts[0]?.error).toMatch(/^Refused: /);
  expect(run.secret().attempts.at(-1)?.error).toMatch(/^HoldInForce: /);
  expect(await run.shown()).toEqual([]);
  expect(run.runtime.output).toContain('hold-raised');
}, 60_000);
