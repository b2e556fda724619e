import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { liveClient } from '../../../local/live/client.ts';
import { type Running, runLive } from '../../../local/live/run.ts';
import { LiveState } from '../../../local/live/state.ts';

let folder: string;
let running: Running;
let state: LiveState;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emnify-mfa-test-'));
  running = await runLive(folder);
  state = LiveState.parse(JSON.parse(await readFile(join(folder, 'stack.json'), 'utf8')));
});

afterAll(async () => {
  await liveClient(state).stop();
  await running.stopped;
  await rm(folder, { recursive: true });
});

it('goes with the clock of the machine, and ahead of it when sent', async () => {
  const client = liveClient(state);
  expect(Math.abs((await client.now()) - Date.now())).toBeLessThan(5_000);
  const then = await client.advance('P1D');
  expect(then - Date.now()).toBeGreaterThan(86_400_000 - 5_000);
  expect(await client.now()).toBeGreaterThanOrEqual(then);
});

it('obeys nobody who does not know its token', async () => {
  const answer = await fetch(`${state.control}/now`, { headers: { authorization: 'Bearer guess' } });
  expect(answer.status).toBe(403);
});

it('refuses what it does not understand, with a reason', async () => {
  await expect(liveClient(state).break('foreign-key', 'nobody')).rejects.toThrow('expected an enrolled user');
});
