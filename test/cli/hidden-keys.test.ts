import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from './support/command.ts';
import { ENTER, Screen } from './support/screen.ts';

let local: LocalStack;

beforeAll(async () => {
  // No daily run falls into the time that it takes.
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
  const [, bob] = local.running.accounts;
  const enrolled = await local.on('enroll bob --leave-keys', JSON.stringify({ ...bob, user: undefined }));
  expect(enrolled).toMatchObject({ code: 0 });
}, 30_000);

afterAll(() => local.close());

function keys(): readonly number[] {
  const { keys: all } = local.running.stack.emnify.user('bob@example.com');
  return all.filter(({ state }) => state === 'active').map(({ id }) => id);
}

describe.each(['none', 'absent'] as const)('of a user whose keys emnify does not show (%s)', (listedKeys) => {
  it.each(['recover bob --yes', 'recover bob'])('nothing is rotated unasked: %s', { timeout: 30_000 }, async (line) => {
    local.running.stack.emnify.set({ listedKeys });
    const before = keys();
    const { code, stdout } = await local.on(line);
    expect(code).toBe(3);
    expect(stdout).toContain('emnify shows no key of this user');
    expect(stdout).toContain('emnify-mfa rotate bob --local');
    expect(keys()).toEqual(before);
  });
});

it('a user whose one key was deleted is told by the same words, and rotated after asking', {
  timeout: 30_000,
}, async () => {
  local.running.stack.emnify.set({ listedKeys: 'all' });
  for (const id of keys()) local.running.stack.emnify.portal('bob@example.com').deleteKey(id);
  expect((await local.on('recover bob --yes')).stdout).toContain('emnify shows no key of this user');
  expect(keys()).toEqual([]);
  const screen = new Screen(['recover', 'bob', '--local'], { environment: local.environment, columns: 120 });
  await screen.shows('Rotate now?');
  screen.type(`y${ENTER}`);
  expect(await screen.exit).toBe(3);
  expect(screen.text).toContain('Recovered.');
  expect(screen.text).toContain('keys-not-shown');
  expect(keys()).toHaveLength(1);
  expect((await local.on('recover bob --json')).stdout).not.toContain('keys-not-shown');
});
