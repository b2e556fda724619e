import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from './support/command.ts';

let local: LocalStack;

beforeAll(async () => {
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
  expect(await local.on('enroll alice --leave-keys', credentials(0))).toMatchObject({ code: 0 });
}, 30_000);

afterEach(() => local.running.stack.script.clear());

afterAll(() => local.close());

function credentials(index: number, changed: object = {}): string {
  return JSON.stringify({ ...local.running.accounts[index], user: undefined, ...changed });
}

function emnifyIsDown(): void {
  const fault = { kind: 'answer', status: 503, body: '<html>busy</html>' } as const;
  local.running.stack.script.add({ service: 'emnify', times: 1_000, fault });
}

/** @returns the commands that the failure names */
async function nextAfter(line: string, typed = ''): Promise<readonly string[]> {
  const { code, stderr } = await local.on(line, typed);
  expect(code).not.toBe(0);
  return [...stderr.matchAll(/: (emnify-mfa .*)$/gm)].map(([, command = '']) => command);
}

describe('a failure names the whole command that comes next', { timeout: 30_000 }, () => {
  it.each(['plan alice', 'reconcile alice --yes', 'recover alice --yes', 'status alice'])(
    'where emnify cannot be reached: %s',
    async (line) => {
      emnifyIsDown();
      expect(await nextAfter(line)).toContain('emnify-mfa doctor --local');
    },
  );

  it('where the reply to a rotation is lost for good', async () => {
    local.running.stack.script.add({ operation: 'RotateSecret', nth: 1, times: 10, fault: { kind: 'cut-before' } });
    expect(await nextAfter('rotate alice')).toContain('emnify-mfa status alice --local');
  });

  it('where no code can be had', async () => {
    const { stderr } = await local.on('code nobody --reason x');
    expect(stderr).toContain('There is no enrolled user nobody');
    expect(await nextAfter('code nobody --reason x')).toEqual([
      'emnify-mfa status --local',
      'emnify-mfa enroll nobody --local',
    ]);
    // Who may ask for codes and nothing else is told what issue-code says.
    const body = '{"__type":"AccessDeniedException","message":"no"}';
    const fault = { kind: 'answer', status: 400, body } as const;
    local.running.stack.script.add({ operation: 'DescribeSecret', times: 100, fault });
    expect(await nextAfter('code nobody --reason x')).toEqual(['emnify-mfa status nobody --local']);
  });

  it('where an enrolment meets an emnify that is down, or a token that is refused', async () => {
    const again = 'emnify-mfa enroll bob --keep-credentials --local';
    const others = 'emnify-mfa enroll bob --replace-credentials --local';
    expect(await nextAfter('enroll bob', credentials(1, { applicationToken: 'wrong' }))).toEqual([others]);
    expect(await nextAfter('enroll bob --keep-credentials')).toEqual([others]);
    emnifyIsDown();
    expect(await nextAfter('enroll bob --replace-credentials', credentials(1))).toEqual([again]);
    expect(await nextAfter('enroll bob --keep-credentials')).toEqual([again]);
  });

  it('where the password is wrong, and says that it may be that', async () => {
    const { stderr } = await local.on('enroll bob --replace-credentials', credentials(1, { password: 'wrong' }));
    expect(stderr).toContain('password');
    expect(stderr).toContain('emnify-mfa enroll bob --replace-credentials --local');
    const { stdout } = await local.on('recover bob');
    expect(stdout).toContain('password');
  });

  it('where an offboarding meets an emnify that is down', async () => {
    emnifyIsDown();
    const again = 'emnify-mfa offboard alice --delete-keys --local';
    expect(await nextAfter('offboard alice --delete-keys --confirm alice')).toEqual([again]);
  });

  it('but none where the message says it all: who is not there is not let go by trying again', async () => {
    const { stderr } = await local.on('offboard nobody --confirm nobody');
    expect(stderr).toContain('there is neither emnify-mfa/nobody/key nor');
    expect(await nextAfter('offboard nobody --confirm nobody')).toEqual([]);
  });

  it('where a hold keeps an offboarding from deleting keys, or credentials from being tried', async () => {
    await local.on('hold alice --reason x');
    expect(await nextAfter('enroll alice --keep-credentials')).toEqual(['emnify-mfa recover alice --local']);
    expect(await nextAfter('enroll alice --replace-credentials', credentials(0))).toEqual([
      'emnify-mfa recover alice --local',
    ]);
    expect(await nextAfter('offboard alice --delete-keys --confirm alice')).toContain(
      'emnify-mfa recover alice --local',
    );
  });
});
