import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { functionArn } from '../../../local/account.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { bundle } from '../../../local/lambda/bundle.ts';
import { FunctionRegistry, type InvocationResult } from '../../../local/lambda/registry.ts';
import { RuntimeProcess } from '../../../local/lambda/runtime-process.ts';
import { SharedClock } from '../../../local/lambda/shared-clock.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const arn = functionArn('toy');
const START = Date.parse('2031-05-01T12:00:00Z');
const DAY = 86_400_000;
let directory: string;
let toy: string;
let clock: VirtualClock;
let shared: SharedClock;
let runtime: RuntimeProcess;
let invoke: (act: string, value?: unknown) => Promise<InvocationResult>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'virtual-time-'));
  toy = await bundle(fileURLToPath(new URL('./toy-handler.ts', import.meta.url)), directory);
});

beforeEach(() => {
  clock = new VirtualClock(START);
  shared = new SharedClock(clock);
  const options = { functionArn: arn, bundle: toy, environment: { ONLY: 'this' }, timeoutMs: 20_000, fresh: false };
  runtime = new RuntimeProcess({ ...options, clock: shared });
  const registry = new FunctionRegistry();
  registry.define(arn, runtime.code);
  invoke = (act, value) => registry.invoke(arn, { act, value });
});

afterEach(async () => {
  await runtime.close();
  shared.close();
});

afterAll(() => rm(directory, { recursive: true }));

test("a function's process lives in the stack's time, in the same process also a month later", async () => {
  const iso = '2031-05-01T12:00:00.000Z';
  expect(await invoke('time')).toMatchObject({
    payload: {
      now: START,
      date: iso,
      given: '1970-01-01T00:00:00.000Z',
      isDate: true,
      text: expect.stringMatching(/2031/),
    },
  });
  await clock.advance(30 * DAY);
  expect(await invoke('time')).toMatchObject({ payload: { now: START + 30 * DAY } });
  expect(runtime.starts).toBe(1);
});

test("its waits move the stack's time on, running what falls due, and cost no time of the machine", async () => {
  const due: number[] = [];
  clock.at(START + 60_000, () => due.push(clock.now()));
  expect(await invoke('wait', 10 * DAY)).toEqual({
    ok: true,
    payload: { answer: 'waited', took: 10 * DAY, remaining: 0 },
  });
  expect(clock.now()).toBe(START + 10 * DAY);
  expect(due).toEqual([START + 60_000]);
});

test('two waits at once both end', async () => {
  const results = await Promise.all([invoke('wait', 5_000), invoke('wait', 5_000)]);
  expect(results.map(({ ok }) => ok)).toEqual([true, true]);
});

test('its environment has nothing of this, and its remaining time is counted in the same time', async () => {
  const answer = await invoke('environment');
  expect(answer).toMatchObject({ ok: true, payload: { ONLY: 'this' } });
  expect(JSON.stringify(answer)).not.toContain('STACK_CLOCK');
  expect(await invoke('context')).toMatchObject({ payload: { remaining: 20_000 } });
});
