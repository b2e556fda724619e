import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT } from '../../local/account.ts';
import { callerOf } from '../../local/iam/calls.ts';
import { LocalStack } from './support/command.ts';

let local: LocalStack;

beforeAll(async () => {
  local = await LocalStack.start();
});

afterEach(() => {
  local.running.stack.script.clear();
  local.running.stack.script.guard = undefined;
});

afterAll(() => local.close());

/** Secrets Manager answers the command's first look at the user with what was before the rotation was asked for, and nobody else. */
function answerLate(user: string): { readonly looks: number } {
  const { script, secretsManager } = local.running.stack;
  const secret = { SecretId: `emnify-mfa/${user}/key` };
  const late = { looks: 0 };
  let before: object | undefined;
  script.guard = async ({ operation }, request) => {
    if (operation === 'RotateSecret') before = secretsManager.perform('DescribeSecret', secret);
    const isLook = operation === 'DescribeSecret' && callerOf(request) === ACCOUNT;
    if (!isLook || before === undefined || late.looks > 0) return undefined;
    late.looks += 1;
    return new Response(JSON.stringify(before), { headers: { 'content-type': 'application/x-amz-json-1.1' } });
  };
  return late;
}

describe('a rotation that is followed', { timeout: 20_000 }, () => {
  it('is the first one of an enrolment, also where Secrets Manager does not show it at once', async () => {
    const late = answerLate('bob');
    const { code, stdout } = await local.on(
      'enroll bob',
      JSON.stringify({ ...local.running.accounts[1], user: undefined }),
    );
    expect(stdout).toMatch(/done +finishSecret/);
    expect(stdout).toContain('Enrolled and rotated. AWSCURRENT of bob has key 702.');
    expect(late.looks).toBe(1);
    expect(code).toBe(0);
  });

  it('is not given up where Secrets Manager does not show it at once', async () => {
    const late = answerLate('bob');
    const { code, stdout, stderr } = await local.on('rotate bob');
    expect(stderr).toBe('');
    expect(stdout).toContain('Rotated. AWSCURRENT of bob has key 703.');
    expect(late.looks).toBe(1);
    expect(code).toBe(0);
  });

  it('tells of all its steps, also where the log shows them only after the end', async () => {
    const { script } = local.running.stack;
    let lateLooks = 2;
    let hasMoved = false;
    script.guard = async ({ operation }) => {
      if (operation === 'UpdateSecretVersionStage') hasMoved = true;
      if (operation !== 'FilterLogEvents' || (hasMoved && lateLooks-- <= 0)) return undefined;
      return new Response('{"events":[]}', { headers: { 'content-type': 'application/x-amz-json-1.1' } });
    };
    const { code, stdout } = await local.on('rotate bob');
    expect(stdout.match(/done +(\w+)/g)).toEqual([
      'done    createSecret',
      'done    setSecret',
      'done    testSecret',
      'done    finishSecret',
    ]);
    expect(code).toBe(0);
  });

  it('ends without its steps where the log does not show them in time', async () => {
    local.running.stack.script.guard = async ({ operation }) =>
      operation === 'FilterLogEvents'
        ? new Response('{"events":[]}', { headers: { 'content-type': 'application/x-amz-json-1.1' } })
        : undefined;
    const { code, stdout, stderr } = await local.whileTimePasses('rotate bob');
    expect(stdout).toContain('Rotated. AWSCURRENT of bob has key 705.');
    expect(stderr).toContain('The log has not shown all steps yet');
    expect(code).toBe(0);
  });

  it('fails in the words of the function, and names the next command', async () => {
    local.running.stack.script.add({
      service: 'emnify',
      operation: 'POST /api/v1/user/mfa',
      fault: {
        kind: 'answer',
        status: 409,
        body: '{"error_code": 1406, "error_token": "NotAllowed", "message": "no"}',
      },
    });
    const { code, stdout, stderr } = await local.on('rotate bob');
    expect(code).toBe(1);
    expect(stdout).toMatch(/failed +createSecret/);
    expect(stderr).toContain('ROTATION_STRATEGY');
    expect(stderr).toContain('Next: emnify-mfa recover bob --local');
  });

  it('is not begun while another is not finished', async () => {
    const { code, stderr } = await local.on('rotate bob');
    expect(code).toBe(3);
    expect(stderr).toContain('a rotation is not finished');
    expect(stderr).toContain('emnify-mfa recover bob --local');
  });
});
