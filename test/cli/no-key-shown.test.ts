import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from './support/command.ts';

let local: LocalStack;

beforeAll(async () => {
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
  const typed = JSON.stringify({ ...local.running.accounts[1], user: undefined });
  expect(await local.on('enroll bob', typed)).toMatchObject({ code: 0 });
  expect(await local.machine('local break deleted-key bob')).toMatchObject({ code: 0 });
}, 30_000);

afterAll(() => local.close());

describe('a user whose only key was deleted at emnify', { timeout: 30_000 }, () => {
  it('needs attention, in words and not only in the exit code', async () => {
    const { code, stdout } = await local.on('status bob');
    expect(code).toBe(3);
    expect(stdout).toMatch(/^bob +attention/m);
    expect(stdout).toContain('keys-not-shown');
    expect(JSON.parse((await local.on('status bob --json')).stdout)).toMatchObject({ state: 'attention' });
  });

  it('is no user of whom nothing is broken, and is helped by a new key, which is not made unasked', async () => {
    const { code, stdout } = await local.on('recover bob --yes');
    expect(stdout).toContain('emnify shows no key of this user: it was deleted, or the role may not see keys.');
    expect(stdout).toMatch(/Rotate: emnify-mfa rotate bob --local$/m);
    expect(code).toBe(3);
    expect(await local.on('rotate bob')).toMatchObject({ code: 0 });
    // The key that is gone was still on record.
    expect(await local.on('reconcile bob --yes')).toMatchObject({ code: 0 });
    const after = await local.on('recover bob');
    expect(after).toMatchObject({ code: 0 });
    expect(after.stdout).toContain('Nothing is broken.');
    expect((await local.on('status bob')).stdout).toMatch(/^bob +ok/m);
  });
});

it('what a new key does not mend is said, and is in the exit code', { timeout: 30_000 }, async () => {
  const typed = JSON.stringify({ ...local.running.accounts[0], user: undefined });
  expect(await local.on('enroll alice --leave-keys', typed)).toMatchObject({ code: 0 });
  expect(await local.machine('local break deleted-key alice')).toMatchObject({ code: 0 });
  const { code, stdout } = await local.on('recover alice --yes');
  expect(stdout).toContain('Recovered.');
  expect(stdout).toContain('unmanaged-key: key 701 is active and not ours');
  expect(stdout).not.toContain('current-key-missing:');
  expect(code).toBe(3);
});
