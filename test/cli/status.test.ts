import { afterAll, beforeAll, expect, it } from 'vitest';
import { LocalStack } from './support/command.ts';

let local: LocalStack;

beforeAll(async () => {
  local = await LocalStack.start();
});

afterAll(() => local.close());

it('says that nobody is enrolled, and how to change that', async () => {
  const { code, stdout } = await local.on('status');
  expect(code).toBe(0);
  expect(stdout).toContain('emnify-mfa enroll <user> --local');
});

it('prints one JSON document with --json', async () => {
  const { stdout } = await local.on('status --json');
  expect(JSON.parse(stdout)).toMatchObject({ users: [] });
});

it('tells every instant of one user as ISO 8601 with --json', { timeout: 20_000 }, async () => {
  const typed = JSON.stringify({ ...local.running.accounts[0], user: undefined });
  expect(await local.on('enroll alice --take-over 701', typed)).toMatchObject({ code: 0 });
  const document = JSON.parse((await local.on('status alice --json')).stdout);
  expect(document.keys).toHaveLength(2);
  expect(document.devices.length).toBeGreaterThan(0);
  const instants = [document.serverTime, ...document.keys.map(({ createdAt }: { createdAt: unknown }) => createdAt)];
  instants.push(...document.devices.map(({ activatedAt }: { activatedAt: unknown }) => activatedAt));
  for (const instant of instants) expect(instant).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(JSON.stringify(document)).not.toMatch(/:1\d{12}[,}]/);
});

it('says the same of a user with credentials alone, whether asked for one or for all', async () => {
  local.running.stack.script.add({ operation: 'Invoke', nth: 1, fault: { kind: 'cut-before' } });
  await local.on('enroll bob', JSON.stringify({ ...local.running.accounts[1], user: undefined }));
  local.running.stack.script.clear();
  const finish = 'emnify-mfa enroll bob --keep-credentials --local';
  const all = await local.on('status');
  expect(all.code).toBe(3);
  const one = await local.on('status bob');
  expect(one.code).toBe(1);
  expect(one.stderr).toContain('Credentials of bob are stored, and the user is not enrolled.');
  for (const text of [all.stdout, one.stderr]) expect(text).toContain(finish);
});
