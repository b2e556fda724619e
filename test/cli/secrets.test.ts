import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOnDeployments, localCommands } from '../../cli/commands/all.ts';
import { type Ended, LocalStack } from './support/command.ts';

let local: LocalStack;
const outputs: Ended[] = [];

beforeAll(async () => {
  local = await LocalStack.start();
});

afterAll(() => local.close());

function account(user: string) {
  const found = local.running.accounts.find((each) => each.user === user);
  if (found === undefined) throw new Error(`expected a simulated account ${user}`);
  return found;
}

async function say(line: string, typed = ''): Promise<Ended> {
  const ended = await local.on(line, typed);
  outputs.push(ended);
  return ended;
}

/** Of every command one run that works and one that does not. */
const STORY = [
  'enroll bob',
  'enroll bob --keep-credentials',
  'status',
  'status bob',
  'status --json',
  'status bob --json',
  'rotate bob',
  'rotate bob --json',
  'plan bob',
  'reconcile bob --yes',
  'recover bob',
  'hold bob --reason canary',
  'rotate bob',
  'recover bob',
  'release bob --reason canary',
  'rotate bob --end-grace --yes',
  'code nobody --reason canary',
  'report',
  'report --json',
  'report --csv -',
  'report --days none',
  'offboard bob',
  'offboard bob --delete-keys --confirm bob',
];

/** Looked at one by one: a new one is added here by somebody who has thought of what will be typed behind it. */
const OPTIONS = new Set([
  '--api-url <url>',
  '--confirm <user>',
  '--csv <file>',
  '--days <n>',
  '--delete-keys',
  '--detach',
  '--end-grace',
  '--follow',
  '--html <file>',
  '--keep-credentials',
  '--leave-keys',
  '--password-format <format>',
  '--policy',
  '--priority <users>',
  '--reason <text>',
  '--replace-credentials',
  '--schedule <expression>',
  '--stop',
  '--take-over <ids>',
  '--username <name>',
  '--users <users>',
  '--yes',
]);

describe('no secret leaves', () => {
  it('takes none as an argument: these are all arguments and options that there are, and none is for one', () => {
    const all = [...commandsOnDeployments, ...localCommands];
    const options = all.flatMap(({ options = [] }) => options.map(({ flags }) => flags));
    expect(new Set(options)).toEqual(OPTIONS);
    const parameters = all.flatMap(({ usage }) => usage.split(' ').slice(1));
    expect(new Set(parameters)).toEqual(new Set(['<user>', '[user]', '<run>', '<what>', '<duration>']));
  });

  it('prints none, whatever is done and whatever fails', { timeout: 30_000 }, async () => {
    const { applicationToken, password, username } = account('bob');
    const credentials = JSON.stringify({ applicationToken, password, username });
    for (const line of STORY) await say(line, line === 'enroll bob' ? credentials : '');
    const keys = local.running.stack.emnify
      .user(username)
      .keys.flatMap(({ secretKey, otpauth }) => [secretKey, otpauth]);
    expect(keys.length).toBeGreaterThan(4);
    const all = outputs.map(({ stdout, stderr }) => stdout + stderr).join('\n');
    expect(all).toContain('Rotated.');
    for (const secret of [applicationToken, password, ...keys]) expect(all).not.toContain(secret);
  });

  it('prints a code with `code`, alone on stdout', async () => {
    const { applicationToken, password, username } = account('alice');
    await say('enroll alice --leave-keys', `${applicationToken}\n${password}\n`);
    expect(outputs.at(-1)?.stderr).toContain('The user name at emnify is needed.');
    await say(`enroll alice --leave-keys --username ${username}`, `${applicationToken}\n${password}\n`);
    const { stdout, stderr } = await local.on('code alice --reason canary');
    expect(stdout).toMatch(/^\d{6}\n$/);
    const [, seconds] = /valid for (\d+) more seconds/.exec(stderr) ?? [];
    // Right after an activation the next time-step is waited for, in the stack's time.
    expect(Number(seconds)).toBeLessThanOrEqual(30);
    expect(Number(seconds)).toBeGreaterThan(15);
  });

  it('has every deed of its own on record, with who asked, and no secret', () => {
    const { events = [] } = local.running.stack.logs.get('/emnify-mfa/audit') ?? {};
    const lines = events.map(({ message }) => JSON.parse(message));
    const kinds = new Set(lines.map(({ event }) => event));
    for (const kind of ['credentials-written', 'rotation-requested', 'hold-set', 'hold-released', 'code-requested']) {
      expect(kinds).toContain(kind);
    }
    expect(lines).toContainEqual(
      expect.objectContaining({
        event: 'hold-set',
        user: 'bob',
        outcome: 'ok',
        reason: 'canary',
        requestedBy: 'arn:aws:sts::111122223333:assumed-role/operator/local',
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'code-requested', user: 'nobody', outcome: 'failed' }),
    );
    const { applicationToken, password } = account('bob');
    for (const secret of [applicationToken, password]) expect(JSON.stringify(lines)).not.toContain(secret);
  });
});
