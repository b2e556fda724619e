import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from './support/command.ts';

let local: LocalStack;

beforeAll(async () => {
  local = await LocalStack.start();
});

afterEach(() => local.running.stack.script.clear());

afterAll(() => local.close());

/** The next call of this action takes effect, and its reply is lost. */
function lose(operation: string): void {
  local.running.stack.script.add({ operation, nth: 1, fault: { kind: 'cut-after' } });
}

function credentials(): string {
  return JSON.stringify({ ...local.running.accounts[1], user: undefined });
}

function versionsOf(secret: string): number {
  return local.running.stack.secretsManager.secret(secret)?.versions.length ?? 0;
}

describe('a reply that is lost', { timeout: 20_000 }, () => {
  it('to storing credentials: they are stored once', async () => {
    lose('CreateSecret');
    lose('Invoke');
    const { code, stdout, stderr } = await local.on('enroll bob', credentials());
    expect(stdout).toContain('Stored the credentials as emnify-mfa/bob/credentials.');
    expect(versionsOf('emnify-mfa/bob/credentials')).toBe(1);
    // What enroll-user answered is not known, and so not claimed.
    expect(code).toBe(1);
    expect(stderr).toContain('no answer says whether it took effect');
  });

  it('of enroll-user: running it again completes the enrolment, with one key', async () => {
    const { code } = await local.on('enroll bob --keep-credentials');
    expect(code).toBe(0);
    const { keys } = local.running.stack.emnify.user('bob@example.com');
    expect(keys.filter(({ state }) => state === 'active')).toHaveLength(1);
  });

  it('to RotateSecret: it is one rotation', async () => {
    const before = versionsOf('emnify-mfa/bob/key');
    lose('RotateSecret');
    expect(await local.on('rotate bob')).toMatchObject({ code: 0 });
    expect(versionsOf('emnify-mfa/bob/key')).toBe(before + 1);
  });

  it('to setting a hold, and to releasing it: both hold', async () => {
    lose('TagResource');
    expect(await local.on('hold bob --reason x')).toMatchObject({ code: 0 });
    expect((await local.on('status')).stdout).toMatch(/^bob +attention .* operator$/m);
    lose('TagResource');
    expect(await local.on('release bob --reason x')).toMatchObject({ code: 0 });
    expect((await local.on('status')).stdout).toMatch(/^bob +ok/m);
  });

  it('of offboard-user: running it again says what is left', async () => {
    lose('Invoke');
    expect(await local.on('offboard bob --confirm bob')).toMatchObject({ code: 1 });
    expect(await local.on('offboard bob --confirm bob')).toMatchObject({ code: 0 });
    expect(local.running.stack.secretsManager.secret('emnify-mfa/bob/key')?.deletionAt).toBeDefined();
  });
});
