import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, type Ended } from './support/command.ts';
import { CTRL_C, ENTER, Screen } from './support/screen.ts';

let folder: string;
let stack: Screen;
/** Everything that any screen has shown, but the one that introduces the accounts. */
const received: string[] = [];
const secrets: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emnify-mfa-test-'));
  stack = new Screen(['local', 'start'], { environment: environment() });
  await stack.shows('Running; Ctrl-C stops it.');
  for (const label of ['password', 'application token']) {
    const [, value] = new RegExp(`${label} +(\\S+)`).exec(stack.text) ?? [];
    secrets.push(value ?? '');
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

function environment(): NodeJS.ProcessEnv {
  return { EMNIFY_MFA_LOCAL_DIR: join(folder, 'state') };
}

function open(line: string, columns?: number): Screen {
  return new Screen(line.split(' '), { environment: environment(), ...(columns === undefined ? {} : { columns }) });
}

/** A look or a deed in between, which needs no terminal. */
function meanwhile(line: string): Promise<Ended> {
  return command(line.split(' '), { environment: environment() });
}

/** Runs a command that asks nothing. */
async function see(line: string, columns?: number): Promise<{ readonly text: string; readonly code: number }> {
  const screen = open(line, columns);
  const code = await screen.exit;
  received.push(screen.received);
  return { text: screen.text, code };
}

async function answered(line: string, dialogue: readonly (readonly [question: string, answer: string])[]) {
  const screen = open(line);
  for (const [question, answer] of dialogue) {
    await screen.shows(question);
    screen.type(answer);
  }
  const code = await screen.exit;
  received.push(screen.received);
  return { text: screen.text, code };
}

describe('an operator at a terminal', { timeout: 30_000 }, () => {
  it('is told where things stand by Ctrl-C at a prompt, and nothing was done', async () => {
    const { text, code } = await answered('enroll alice --local', [['User name at emnify:', CTRL_C]]);
    expect(code).toBe(130);
    expect(text).toContain('Interrupted. Nothing was done.');
    expect((await meanwhile('status --local')).stdout).toContain('No user is enrolled');
  });

  it('is told by Ctrl-C in the middle how to complete an enrolment', async () => {
    const [password = '', token = ''] = secrets;
    const { text, code } = await answered('enroll alice --username alice@example.com --local', [
      // Ctrl-T: the key with which such prompts show what was typed, where they are allowed to.
      ['Application token:', `${token}\x14${ENTER}`],
      ['Password:', `${password}${ENTER}`],
      ['Take over key 701', CTRL_C],
    ]);
    expect(code).toBe(130);
    expect(text).toContain('ok  emnify accepts the application token; the next rotation tries the password');
    expect(text).toContain('emnify-mfa enroll alice --keep-credentials --local');
  });

  it('completes it: the checks, the keys that are there, the first rotation', async () => {
    const { text, code } = await answered('enroll alice --keep-credentials --local', [
      ['Take over key 701', `y${ENTER}`],
    ]);
    expect(text).toContain('ok  emnify accepts the application token; the next rotation tries the password');
    expect(text).toContain('ok  takes over key 701');
    expect(text).toMatch(/done +createSecret/);
    expect(text).toMatch(/done +finishSecret/);
    expect(text).toContain('Enrolled and rotated. AWSCURRENT of alice has key 702.');
    expect(code).toBe(0);
  });

  it('sees everyone in a table, and on a narrow terminal in blocks', async () => {
    const wide = await see('status --local');
    expect(wide.text).toMatch(/^user +state +key age +rotated +next +superseded +hold$/m);
    expect(wide.text).toMatch(/^alice +ok +\d+ seconds? .*701 \(until /m);
    const narrow = await see('status --local', 50);
    expect(narrow.text).toMatch(/^user +alice$/m);
    expect(narrow.text).toMatch(/^state +ok$/m);
  });

  it('rotates, and follows the four steps', async () => {
    const { text, code } = await see('rotate alice --local');
    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
      expect(text).toMatch(new RegExp(`done +${step}`));
    }
    expect(text).toContain('Rotated. AWSCURRENT of alice has key 703.');
    expect(code).toBe(0);
  });

  it('gets a code, with the seconds it lives', async () => {
    const screen = open('code alice --reason ticket --local');
    expect(await screen.exit).toBe(0);
    expect(screen.text).toMatch(/^Key 703 of alice; valid for \d+ more seconds:\n\d{6}$/m);
  });

  it('recovers from a rotation that stopped half-way, after being asked', async () => {
    await meanwhile('local break stuck-live-key alice');
    expect((await meanwhile('status --local')).stdout).toContain('a rotation has stopped half-way');
    const { text, code } = await answered('recover alice --local', [['Do this now?', `y${ENTER}`]]);
    expect(text).toContain('key 704 of AWSPENDING is active at emnify');
    expect(text).toContain('Recovered.');
    expect(code).toBe(0);
    const after = await meanwhile('recover alice --local');
    expect(after.stdout).toContain('Nothing is broken.');
    expect(after.code).toBe(0);
  });

  it('answers no, and nothing is done', async () => {
    await meanwhile('local break old-device alice');
    const { text, code } = await answered('reconcile alice --local', [['Do this now?', `n${ENTER}`]]);
    expect(text).toContain('Nothing was done.');
    expect(code).toBe(4);
    expect((await meanwhile('plan alice --local')).stdout).toContain('delete-device');
  });

  it('offboards, once the name has been typed again', async () => {
    const mistyped = await meanwhile('offboard alice --confirm bob --local');
    expect(mistyped.code).toBe(4);
    expect(mistyped.stderr).toContain('Nothing was done: expected alice, the name of the user again.');
    const { text, code } = await answered('offboard alice --delete-keys --local', [
      ['Type alice to go on:', `alice${ENTER}`],
    ]);
    expect(text).toContain('where no other key is left, the account has no second');
    expect(text).toMatch(/deleted +keys .*704/);
    expect(code).toBe(0);
    expect((await meanwhile('status --local')).stdout).toContain('No user is enrolled');
  });

  it('has seen no secret on any screen but the code', () => {
    expect(secrets.every((secret) => secret.length > 10)).toBe(true);
    const all = received.join('\n');
    for (const secret of secrets) expect(all).not.toContain(secret);
    expect(all).not.toMatch(/otpauth|[A-Z2-7]{32}/);
  });

  it('stops the stack with Ctrl-C, after which there is none', async () => {
    stack.type(CTRL_C);
    expect(await stack.exit).toBe(0);
    expect((await meanwhile('status --local')).stderr).toContain('Start one: emnify-mfa local start');
  });
});
