import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runOf } from '../../cli/fleet/runs.ts';
import { journalLines } from '../../cli/rotation/journal-lines.ts';
import { pageFor, printJson, printText } from '../../cli/terminal.ts';
import { type Ended, LocalStack } from './support/command.ts';

/** A title of the window, two lines up, a line erased with a C1 introducer, the line's start, a bell, right to left. */
const HOSTILE = 'Firefox\u001b]0;pwned\u001b\\\u001b[1A\u009b2K\r\u0007\u202etxt';
/** Anything that a terminal does not print as it is; but line breaks. */
const UNPRINTABLE = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;

let local: LocalStack;

beforeAll(async () => {
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
  const [alice] = local.running.accounts;
  const enrolled = await local.on('enroll alice --leave-keys', JSON.stringify({ ...alice, user: undefined }));
  expect(enrolled).toMatchObject({ code: 0 });
}, 30_000);

afterEach(() => {
  local.running.stack.script.clear();
  local.running.stack.script.guard = undefined;
});

afterAll(() => local.close());

/** Of the next invocation. */
function answer(body: object, headers: Readonly<Record<string, string>> = {}): void {
  const fault = { kind: 'answer', status: 200, body: JSON.stringify(body), headers } as const;
  local.running.stack.script.add({ service: 'lambda', operation: 'Invoke', nth: 1, fault });
}

function expectPrintable({ stdout, stderr }: Ended): void {
  expect(stdout).not.toMatch(UNPRINTABLE);
  expect(stderr).not.toMatch(UNPRINTABLE);
  expect(stdout + stderr).toContain('Firefox');
}

describe('text that somebody else chose', { timeout: 20_000 }, () => {
  it.each(['status alice', 'status alice --json'])('is printed as plain text, of a device: %s', async (line) => {
    local.running.stack.emnify.portal('alice@example.com').addDevice({ browser: HOSTILE, operatingSystem: HOSTILE });
    expectPrintable(await local.on(line));
  });

  it.each(['', ' --json'])('is printed as plain text, of the answer of a function%s', async (json) => {
    const found = { versions: [], rotationEnabled: true, unreadableTags: [] };
    const device = { id: 7, browser: HOSTILE, operatingSystem: HOSTILE };
    const action = { kind: 'delete-device', reason: `${HOSTILE}\nok  all is well` };
    answer({
      user: 'alice',
      dryRun: true,
      found: { ...found, account: { devices: [device], serverTime: 0 } },
      plan: { actions: [action], findings: [{ kind: HOSTILE, detail: `${HOSTILE}\nok  all is well` }] },
      done: [],
      verifiedGone: { keys: [], devices: [] },
    });
    const ended = await local.on(`status alice${json}`);
    expectPrintable(ended);
    expect(ended.stdout).not.toMatch(/^ok {2}all is well/m);
  });

  it.each(['', ' --json'])('is printed as plain text, of an error of a function%s', async (json) => {
    const errorMessage = `${HOSTILE}\nok  all is well`;
    answer({ errorType: 'OperatorNeeded', errorMessage }, { 'x-amz-function-error': 'Unhandled' });
    const ended = await local.on(`plan alice${json}`);
    expect(ended.code).toBe(1);
    expectPrintable(ended);
    expect(ended.stderr).not.toMatch(/^ok {2}all is well/m);
  });

  it('is printed as plain text, of the name of a user at emnify', async () => {
    const checks = { userId: 5_001, username: `${HOSTILE}\nok  all is well`, clockSkewSeconds: 0, unmanagedKeys: [] };
    const keySecretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:emnify-mfa/alice/key-AbCdEf';
    const schedule = { expression: 'rate(60 days)' };
    answer({ outcome: 'enrolled', user: 'alice', checks, keySecretArn, takeOver: [], schedule, rotatesNow: false });
    const ended = await local.on('enroll alice --keep-credentials');
    expectPrintable(ended);
    expect(ended.stdout).not.toMatch(/^ok {2}all is well/m);
  });

  it('is one line, of a run that a runbook started, and of the log of a rotation', () => {
    const execution = { arn: 'arn', name: 'x_1', status: 'RUNNING', startedAt: 0 } as const;
    expect(runOf({ ...execution, input: JSON.stringify({ run: `${HOSTILE}\nx` }) })).not.toMatch(/\p{C}/u);
    const line = {
      level: 'ERROR',
      message: 'step-finished',
      reason: `${HOSTILE}\nx`,
      error: { message: `${HOSTILE}\nx` },
    };
    const [read] = journalLines([{ at: 0, text: JSON.stringify(line) }]);
    expect(read?.reason).not.toMatch(/\p{C}/u);
    expect(read?.error?.message).not.toMatch(/\p{C}/u);
  });
});

describe('what is printed at a terminal', () => {
  /** With colours, as a terminal has them. */
  function terminal() {
    return Object.assign(new PassThrough(), { isTTY: true, columns: 80, getColorDepth: () => 8 });
  }

  it('has our colours, and none of what somebody else put between', async () => {
    const stream = terminal();
    const page = pageFor(stream);
    printText(stream, `${page.good('ok')}  \u001b[32mok\u001b[39m \u001b[8mhidden\n${page.bad(HOSTILE)}`);
    stream.end();
    expect(await text(stream)).toBe(
      '\u001b[32mok\u001b[39m   [32mok [39m  [8mhidden\n\u001b[31mFirefox ]0;pwned \\ [1A 2K txt\u001b[39m\n',
    );
  });

  it('is JSON that says the same, with nothing in it that a terminal obeys', async () => {
    const stream = terminal();
    const document = { browser: HOSTILE, tag: '\u{e0041}\u2028\ud800', name: 'pässword 🔑' };
    printJson(stream, document);
    stream.end();
    const printed = await text(stream);
    expect(printed).not.toMatch(UNPRINTABLE);
    expect(printed).toContain('pässword 🔑');
    expect(JSON.parse(printed)).toEqual(document);
  });
});
