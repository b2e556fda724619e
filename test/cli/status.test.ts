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
