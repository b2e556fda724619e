import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from './support/command.ts';
import { CTRL_C, Screen } from './support/screen.ts';

let local: LocalStack;

beforeAll(async () => {
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
});

afterAll(() => local.close());

/** Presses Ctrl-C as soon as the screen shows this. @returns what it shows in the end, and the exit code */
async function interruptedAt(line: string, shown: string, columns = 100) {
  const screen = new Screen([...line.split(' '), '--local'], { environment: local.environment, columns });
  await screen.shows(shown);
  screen.type(CTRL_C);
  const code = await screen.exit;
  return { code, text: screen.text };
}

/** The same, and the rotation does not end before. */
async function interruptedInRotation(line: string, shown: string) {
  const { script } = local.running.stack;
  const held = Promise.withResolvers<void>();
  const act = () => held.promise;
  script.add({ operation: 'UpdateSecretVersionStage', nth: 1, fault: { kind: 'meanwhile', when: 'before', act } });
  const ended = await interruptedAt(line, shown);
  held.resolve();
  script.clear();
  return ended;
}

function account(index: number): string {
  return JSON.stringify({ ...local.running.accounts[index], user: undefined });
}

describe('Ctrl-C at a terminal', () => {
  it('at a prompt of a first enrolment leaves nothing behind', async () => {
    const line = 'enroll bob --username bob@example.com --leave-keys';
    const { code, text } = await interruptedAt(line, 'Application token:');
    expect(code).toBe(130);
    expect(text).toContain('Interrupted. Nothing was done.');
    expect(local.running.stack.secretsManager.secret('emnify-mfa/bob/credentials')).toBeUndefined();
  });

  it('while the first key is made leaves a rotation that goes on by itself', async () => {
    // Of the command alone: it is cut off before it enrols, with the credentials stored.
    local.running.stack.script.add({ operation: 'Invoke', nth: 1, fault: { kind: 'cut-before' } });
    expect(await local.on('enroll bob --leave-keys', account(1))).toMatchObject({ code: 1 });
    local.running.stack.script.clear();

    const line = 'enroll bob --leave-keys --keep-credentials';
    const { code, text } = await interruptedInRotation(line, 'Secrets Manager makes the first key:');
    expect(code).toBe(130);
    expect(text).toContain('The rotation goes on by itself. Look again: emnify-mfa status bob --local');
    await expect.poll(async () => (await local.on('status')).stdout, { timeout: 10_000 }).toMatch(/^bob +ok/m);
  });

  it('while a rotation is followed leaves it to end by itself', async () => {
    const { code, text } = await interruptedInRotation('rotate bob', 'Secrets Manager rotates the key of bob');
    expect(code).toBe(130);
    expect(text).toContain('Interrupted. The rotation goes on by itself. Look again: emnify-mfa status bob --local');
    await expect.poll(async () => (await local.on('recover bob')).stdout, { timeout: 10_000 }).toContain('Nothing');
  });

  it('while a fleet run is followed leaves the run, and says how to follow and to stop it', async () => {
    const { code, text } = await interruptedAt('rotate-fleet all --reason x --yes', 'of 1 done');
    expect(code).toBe(130);
    expect(text).toContain('Follow it: emnify-mfa rotate-fleet all --follow --local\n');
    expect(text).toContain('Stop it: emnify-mfa rotate-fleet all --stop --local');
    const { stdout } = await local.whileTimePasses('rotate-fleet all --follow');
    expect(stdout).toContain('Finished. Run all: 1 of 1 rotated.');
  });
});
