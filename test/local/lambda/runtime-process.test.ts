import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { functionArn } from '../../../local/account.ts';
import { bundle } from '../../../local/lambda/bundle.ts';
import { FunctionRegistry } from '../../../local/lambda/registry.ts';
import { RuntimeProcess, type RuntimeProcessOptions } from '../../../local/lambda/runtime-process.ts';
import { type Listening, listen } from '../../../local/service.ts';

// Starting a process takes long on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const arn = functionArn('toy');
let directory: string;
let toy: string;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'runtime-process-'));
  toy = await bundle(fileURLToPath(new URL('./toy-handler.ts', import.meta.url)), directory);
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

afterAll(() => rm(directory, { recursive: true }));

function start(options: Partial<RuntimeProcessOptions> = {}) {
  const defaults = { functionArn: arn, bundle: toy, environment: {}, timeoutMs: 20_000, fresh: false };
  const runtime = new RuntimeProcess({ ...defaults, ...options });
  open.push(runtime);
  const registry = new FunctionRegistry();
  registry.define(arn, runtime.code);
  const invoke = (act: string, value?: unknown) => registry.invoke(arn, { act, value });
  return { runtime, invoke };
}

/** A server that never answers, and says when somebody waits for it. */
async function silentServer(): Promise<Listening & { readonly called: Promise<void> }> {
  const { promise: called, resolve } = Promise.withResolvers<void>();
  const listening = await listen(async () => {
    resolve();
    return 'hang';
  });
  open.push(listening);
  return { ...listening, called };
}

test('an event goes to the handler of the bundle and its answer comes back', async () => {
  const { invoke } = start();
  expect(await invoke('echo', { deep: ['ü', 1] })).toEqual({
    ok: true,
    payload: { value: { deep: ['ü', 1] }, calls: 1 },
  });
});

test('a handler that answers nothing answers null', async () => {
  expect(await start().invoke('nothing')).toEqual({ ok: true, payload: null });
});

test('an idle process is used again, with its memory', async () => {
  const { runtime, invoke } = start();
  await invoke('echo');
  expect(await invoke('echo')).toMatchObject({ payload: { calls: 2 } });
  expect(runtime.starts).toBe(1);
});

test('fresh: every invocation is a cold start', async () => {
  const { runtime, invoke } = start({ fresh: true });
  await invoke('echo');
  expect(await invoke('echo')).toMatchObject({ payload: { calls: 1 } });
  expect(runtime.starts).toBe(2);
});

test('two invocations at once have a process each', async () => {
  const { runtime, invoke } = start();
  const answers = await Promise.all([invoke('echo', 'a'), invoke('echo', 'b')]);
  expect(answers).toMatchObject([{ payload: { value: 'a', calls: 1 } }, { payload: { value: 'b', calls: 1 } }]);
  expect(runtime.starts).toBe(2);
});

test('the process has the variables of the function and of Lambda, and inherits nothing but PATH', async () => {
  const { invoke } = start({ environment: { SECRET_PREFIX: 'toy', AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:1' } });
  expect(await invoke('environment')).toEqual({
    ok: true,
    payload: {
      SECRET_PREFIX: 'toy',
      AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:1',
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'embedded-stack',
      AWS_SECRET_ACCESS_KEY: 'embedded-stack',
      AWS_SESSION_TOKEN: 'embedded-stack',
      PATH: process.env.PATH,
    },
  });
});

test('an AWS client in the bundle finds its region', async () => {
  expect(await start().invoke('region')).toEqual({ ok: true, payload: 'eu-central-1' });
});

test('the context names the function and counts down to the deadline', async () => {
  const { invoke } = start({ timeoutMs: 15_000 });
  const answer = await invoke('context');
  expect(answer).toMatchObject({
    payload: { functionName: 'toy', invokedFunctionArn: arn, functionVersion: '$LATEST' },
  });
  expect(answer).toMatchObject({ payload: { awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
  const remaining: number = answer.ok ? Object(answer.payload).remaining : Number.NaN;
  expect(remaining).toBeGreaterThan(0);
  expect(remaining).toBeLessThanOrEqual(15_000);
});

test("an error of the handler keeps its class's name through minification, and the process lives on", async () => {
  const { runtime, invoke } = start();
  expect(await invoke('throw')).toEqual({
    ok: false,
    errorType: 'ToyRefused',
    errorMessage: 'expected another event',
    trace: expect.arrayContaining([expect.stringContaining('expected another event')]),
  });
  expect(await invoke('echo')).toMatchObject({ payload: { calls: 2 } });
  expect(runtime.starts).toBe(1);
});

test('a thrown text is reported by its type', async () => {
  expect(await start().invoke('throw text')).toMatchObject({ errorType: 'string', errorMessage: 'only text' });
});

test('a process that exits fails the invocation, and the next one starts another', async () => {
  const { runtime, invoke } = start();
  expect(await invoke('exit')).toMatchObject({
    ok: false,
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 3$/),
  });
  expect(await invoke('echo')).toMatchObject({ payload: { calls: 1 } });
  expect(runtime.starts).toBe(2);
});

test('an answer that cannot be said in JSON ends the process', async () => {
  const { runtime, invoke } = start();
  expect(await invoke('unspeakable')).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
  await runtime.close();
  expect(runtime.output).toMatch(/response answered 400/);
});

test('killed in the middle of a call, it is reported as killed', async () => {
  const server = await silentServer();
  const { runtime, invoke } = start();
  const running = invoke('fetch', server.url);
  await server.called;
  runtime.kill();
  expect(await running).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(/Runtime exited with error: signal: killed$/),
  });
});

test('killed while idle, the next invocation starts another process', async () => {
  const { runtime, invoke } = start();
  await invoke('echo');
  runtime.kill();
  expect(await invoke('echo')).toMatchObject({ payload: { calls: 1 } });
});

test('past its timeout the function is stopped', async () => {
  const { invoke } = start({ timeoutMs: 300 });
  expect(await invoke('hang')).toMatchObject({
    ok: false,
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 0\.30 seconds$/),
  });
});

test('a bundle that fails to load fails the invocation with its own error', async () => {
  const broken = join(directory, 'broken.mjs');
  await writeFile(broken, 'throw new RangeError("no such setting");');
  expect(await start({ bundle: broken }).invoke('echo')).toMatchObject({
    ok: false,
    errorType: 'RangeError',
    errorMessage: 'no such setting',
  });
});

test('a bundle without a handler says what was expected', async () => {
  const empty = join(directory, 'empty.mjs');
  await writeFile(empty, 'export const other = 1;');
  expect(await start({ bundle: empty }).invoke('echo')).toMatchObject({
    errorMessage: `expected ${empty} to export a function named handler`,
  });
});

test('what the process prints can be read, both streams of it', async () => {
  const { runtime, invoke } = start();
  await invoke('complain');
  await runtime.close();
  expect(runtime.output).toContain('toy says complain');
  expect(runtime.output).toContain('toy complains');
});

test('an entry that does not exist cannot be bundled', async () => {
  await expect(bundle(join(directory, 'missing.ts'), directory)).rejects.toThrow(/missing\.ts/);
});
