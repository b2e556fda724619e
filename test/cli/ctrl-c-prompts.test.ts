import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from './support/command.ts';
import { CTRL_C, ENTER, Screen } from './support/screen.ts';

let local: LocalStack;

beforeAll(async () => {
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
  const enrolled = await local.on(
    'enroll bob --leave-keys',
    JSON.stringify({ ...local.running.accounts[1], user: undefined }),
  );
  expect(enrolled).toMatchObject({ code: 0 });
  expect(await local.machine('local break old-device bob')).toMatchObject({ code: 0 });
}, 30_000);

afterEach(() => local.running.stack.script.clear());

afterAll(() => local.close());

function open(line: string): Screen {
  return new Screen([...line.split(' '), '--local'], { environment: local.environment, columns: 120 });
}

function onRecord(): number {
  return local.running.stack.logs.get('/emnify-mfa/audit')?.events.length ?? 0;
}

const ALICE = 'enroll alice --username alice@example.com --leave-keys';

describe('Ctrl-C at a question', { timeout: 30_000 }, () => {
  it.each<[line: string, question: string, before?: readonly (readonly [question: string, answer: string])[]]>([
    [ALICE, 'Password:', [['Application token:', `token${ENTER}`]]],
    ['enroll bob', 'Write new ones?'],
    ['reconcile bob', 'Do this now?'],
    ['recover bob', 'Do this now?'],
    ['rotate bob --end-grace', 'Go on?'],
    ['offboard bob', 'Type bob to go on:'],
    ['rotate-fleet all --reason x', 'Start it?'],
  ])('ends `%s` at "%s", and nothing was done', async (line, question, before = []) => {
    const recorded = onRecord();
    const screen = open(line);
    for (const [asked, answer] of before) {
      await screen.shows(asked);
      screen.type(answer);
    }
    await screen.shows(question);
    screen.type(CTRL_C);
    expect(await screen.exit).toBe(130);
    expect(screen.text).toContain('Interrupted. Nothing was done.');
    expect(onRecord()).toBe(recorded);
  });
});

/** Presses Ctrl-C once a function, or the command, is about to make this call; at the second press the call is still waiting. */
async function pressedDuring(screen: Screen, operation: string, presses: 1 | 2) {
  const reached = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const act = () => {
    reached.resolve();
    return held.promise;
  };
  local.running.stack.script.add({ operation, nth: 1, fault: { kind: 'meanwhile', when: 'before', act } });
  await reached.promise;
  screen.type(CTRL_C);
  await screen.shows('Finishing this step first; Ctrl-C again to stop at once.');
  if (presses === 2) {
    screen.type(CTRL_C);
    await screen.exit;
  }
  held.resolve();
  expect(await screen.exit).toBe(130);
  return screen.text;
}

describe('Ctrl-C while a step is under way', { timeout: 30_000 }, () => {
  it('says that credentials which were being stored are', async () => {
    const screen = open(ALICE);
    const pressed = pressedDuring(screen, 'CreateSecret', 1);
    for (const question of ['Application token:', 'Password:']) {
      await screen.shows(question);
      screen.type(`typed${ENTER}`);
    }
    expect(await pressed).toContain(
      'Interrupted. The credentials are stored. Go on: emnify-mfa enroll alice --keep-credentials --local',
    );
    expect(local.running.stack.secretsManager.secret('emnify-mfa/alice/credentials')?.versions).toHaveLength(1);
  });

  it('says of a reconcile that it goes on', async () => {
    const screen = open('reconcile bob --yes');
    const text = await pressedDuring(screen, 'DELETE /api/v1/user/my/mfa/trusted_device/{device_id}', 1);
    expect(text).toContain(
      'Interrupted. reconcile-user goes on by itself, and may run again at any time: emnify-mfa plan bob --local',
    );
  });

  it('a second time says that it may have taken effect, since an offboarding then does', async () => {
    const text = await pressedDuring(open('offboard bob --confirm bob'), 'DeleteSecret', 2);
    expect(text).toContain('Interrupted. This step may have taken effect. If it has: Offboarding may be half done;');
    expect(text).toContain('complete it:\nemnify-mfa offboard bob --local');
    expect(text).not.toContain('Nothing was done');
    const { secretsManager } = local.running.stack;
    await expect.poll(() => secretsManager.secret('emnify-mfa/bob/key')?.deletionAt).toBeDefined();
  });
});
