import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FaultRule } from '../../local/faults.ts';
import { command, LocalStack } from './support/command.ts';

let local: LocalStack;

beforeAll(async () => {
  local = await LocalStack.start();
  const [alice] = local.running.accounts;
  const enrolled = await local.on('enroll alice --leave-keys', JSON.stringify({ ...alice, user: undefined }));
  expect(enrolled).toMatchObject({ code: 0 });
}, 30_000);

afterEach(() => {
  local.running.stack.script.clear();
  vi.unstubAllEnvs();
});

afterAll(() => local.close());

/** The next call of this action is refused by AWS. */
function refuse(operation: string, code: string, message = 'of the stand-in'): void {
  const body = JSON.stringify({ __type: code, message });
  play({ operation, fault: { kind: 'answer', status: 400, body } });
}

function play(rule: FaultRule): void {
  local.running.stack.script.add(rule);
}

describe('a wrong user', () => {
  it('is refused before any call where it is no slug', async () => {
    const { calls } = local.running.stack.script;
    const before = calls.length;
    const { code, stderr } = await local.on('status Alice_Smith');
    expect(code).toBe(2);
    expect(stderr).toContain('user: expected a slug of 1 to 63 characters');
    expect(calls.length).toBe(before);
  });

  it('is named where nobody is enrolled under it, with what to do', async () => {
    for (const line of ['status zoe', 'rotate zoe', 'plan zoe', 'recover zoe', 'hold zoe --reason x']) {
      const { code, stderr } = await local.on(line);
      expect(code).toBe(1);
      expect(stderr).toContain('There is no enrolled user zoe');
      expect(stderr).toContain('emnify-mfa enroll zoe --local');
    }
  });
});

it('credentials are not put into a secret that only has the right name', async () => {
  const { secretsManager, script } = local.running.stack;
  secretsManager.call('CreateSecret', { Name: 'emnify-mfa/carol/credentials', SecretString: 'of another team' });
  const before = script.calls.length;
  const { code, stderr } = await local.on(
    'enroll carol --username carol@example.com',
    'CANARY-token\nCANARY-password\n',
  );
  expect(code).toBe(1);
  expect(stderr).toContain('emnify-mfa/carol/credentials: expected the tags app=emnify-mfa-rotation');
  const written = script.calls.slice(before).filter(({ operation }) => /Create|Put/.test(operation));
  expect(written).toEqual([]);
});

it('names an option that is wrong as it is typed', async () => {
  const { code, stderr } = await local.on('enroll bob --take-over seven');
  expect(code).toBe(2);
  expect(stderr).toContain('--take-over: ');
  expect(stderr).not.toContain('takeOver');
});

describe('wrong credentials on stdin', () => {
  const wrong: readonly (readonly [what: string, typed: string, says: string])[] = [
    ['nothing', '', 'nothing came on stdin'],
    ['an empty token', '\npassword\n', 'application token: expected one'],
    ['an empty password', 'token\n\n', 'password: expected one'],
    ['one line', 'token', 'expected two lines'],
    ['three lines', 'token\npassword\nmore\n', 'expected two lines'],
    [
      'a token with a break inside',
      '{"applicationToken": "to\\nken", "password": "p"}',
      'expected no white space inside',
    ],
    ['a password with a break inside', '{"applicationToken": "t", "password": "p\\nq"}', 'expected one line'],
    ['half of a JSON object', '{"applicationToken": "canary-4711', 'expected one JSON object'],
    [
      'a member too many',
      '{"applicationToken": "canary-4711", "password": "p", "pin": "1"}',
      'expected one JSON object',
    ],
  ];

  it.each(wrong)('%s: refused before anything is stored', async (_, typed, says) => {
    const { code, stderr } = await local.on('enroll zoe --username zoe@example.com', typed);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('canary-4711');
    expect(local.running.stack.secretsManager.names()).not.toContain('emnify-mfa/zoe/credentials');
  });

  it('takes off what was pasted around them, and says so', async () => {
    const [alice] = local.running.accounts;
    const typed = JSON.stringify({
      applicationToken: ` ${alice?.applicationToken}\n`,
      password: `${alice?.password}\r\n`,
      username: alice?.username,
    });
    const { code, stderr } = await local.on('enroll alice --replace-credentials', typed);
    expect(stderr).toContain('White space around the application token was taken off.');
    expect(stderr).toContain('The line break at the end of the password was taken off.');
    expect(code).toBe(0);
  });

  it('enrols nobody with a token that emnify refuses, and does not call that success', async () => {
    const typed = JSON.stringify({ applicationToken: 'wrong', password: 'wrong', username: 'bob@example.com' });
    const { code, stderr } = await local.on('enroll bob', typed);
    expect(code).toBe(1);
    expect(stderr).toContain("emnify does not accept the user's credentials");
    expect(local.running.stack.secretsManager.names()).not.toContain('emnify-mfa/bob/key');
  });
});

describe('AWS', () => {
  it('is not asked where there is no region', async () => {
    // Whatever this machine is signed in to.
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/nonexistent');
    const { code, stderr } = await command(['status'], { environment: {} });
    expect(code).toBe(1);
    expect(stderr).toContain('No AWS region is configured.');
    expect(stderr).toContain('--region');
  });

  it('refuses expired credentials: sign in again', async () => {
    refuse('ListSecrets', 'ExpiredTokenException');
    const { code, stderr } = await local.on('status');
    expect(code).toBe(1);
    expect(stderr).toContain('The AWS credentials have expired');
    expect(stderr).toContain('aws sso login');
  });

  it.each([
    ['status', 'ListSecrets', 'secretsmanager:ListSecrets'],
    ['rotate alice', 'RotateSecret', 'secretsmanager:RotateSecret'],
    ['plan alice', 'Invoke', 'lambda:InvokeFunction'],
    ['hold alice --reason x', 'TagResource', 'secretsmanager:TagResource'],
  ])('%s names the permission that is missing', async (line, operation, permission) => {
    refuse(operation, 'AccessDeniedException');
    const { code, stderr } = await local.on(line);
    expect(code).toBe(1);
    expect(stderr).toContain(`No permission: ${permission}`);
  });

  it.each([
    ['secretsmanager:TagResource', 'No permission: secretsmanager:TagResource on arn:aws:x:::y was refused'],
    ['lambda:InvokeFunction', 'No permission: lambda:InvokeFunction on arn:aws:x:::y was refused'],
  ])('names the permission that AWS names, also where the call is of another name: %s', async (action, says) => {
    const who = 'arn:aws:sts::111122223333:assumed-role/operator/ann';
    const message = `User: ${who} is not authorized to perform: ${action} on resource: arn:aws:x:::y because no policy allows it`;
    refuse('RotateSecret', 'AccessDeniedException', message);
    const { code, stderr } = await local.on('rotate alice');
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(stderr).toContain(`Have ${action} granted`);
    expect(stderr).not.toContain('no policy allows it');
  });

  it('names the permissions for the key where it is KMS that refuses', async () => {
    refuse('PutSecretValue', 'AccessDeniedException', 'Access to KMS is not allowed');
    const typed = JSON.stringify({ ...local.running.accounts[0], user: undefined });
    const { code, stderr } = await local.on('enroll alice --replace-credentials', typed);
    expect(code).toBe(1);
    expect(stderr).toContain('No permission: kms:GenerateDataKey and kms:Decrypt');
  });

  it('refuses the audit line: said, and the deed is done all the same', async () => {
    refuse('PutLogEvents', 'AccessDeniedException');
    const { code, stderr } = await local.on('hold alice --reason x');
    expect(code).toBe(0);
    expect(stderr).toContain('The audit line "hold-set" could not be written to /emnify-mfa/audit');
    expect(stderr).toContain('logs:PutLogEvents');
    await local.on('release alice --reason x');
  });

  it('says of a prefix that nobody has deployed that there is no such function', async () => {
    const { code, stderr } = await local.on('code alice --reason x --prefix other');
    expect(code).toBe(1);
    expect(stderr).toContain('There is no function other-issue-code.');
  });

  it('explains itself as JSON on stderr with --json, and leaves stdout empty', async () => {
    const { code, stdout, stderr } = await local.on('rotate zoe --json');
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(JSON.parse(stderr)).toMatchObject({ error: { kind: 'unknown-user' } });
  });
});

describe('emnify', () => {
  it('is not reachable: the function says so, and the command passes it on', { timeout: 20_000 }, async () => {
    play({ service: 'emnify', fault: { kind: 'answer', status: 503, body: '<html>busy</html>' } });
    const { code, stderr } = await local.on('plan alice');
    expect(code).toBe(1);
    expect(stderr).toContain('503');
    expect(stderr).not.toContain('<html>');
    const doctor = await local.on('doctor');
    expect(doctor.stdout).toMatch(/failed +dry run/);
    expect(doctor.code).toBe(1);
    local.running.stack.script.clear();
    const well = await local.on('doctor');
    expect(well.stdout).toContain('dry run: emnify lets the function in and lists the keys of alice');
  });
});

describe('an offboarded user', () => {
  it('is not rotated or enrolled anew before its secrets are restored, and the command says how', async () => {
    const bob = JSON.stringify({ ...local.running.accounts[1], user: undefined });
    await local.on('enroll bob --replace-credentials', bob);
    await local.on('offboard bob --confirm bob');
    for (const [line, typed] of [
      ['rotate bob', ''],
      ['status bob', ''],
      ['code bob --reason x', ''],
      ['enroll bob', bob],
    ] as const) {
      const { code, stderr } = await local.on(line, typed);
      expect(code).toBe(1);
      expect(stderr).toContain('bob was offboarded');
      expect(stderr).toContain('aws secretsmanager restore-secret --secret-id emnify-mfa/bob/key');
    }
  });
});

describe('a pipe instead of a terminal', () => {
  it.each([
    ['offboard alice', '--confirm alice'],
    ['rotate alice --end-grace', '--yes'],
    ['reconcile alice', '--yes'],
  ])('%s asks nothing, and says what to add', async (line, option) => {
    await local.machine('local break old-device alice');
    const { code, stderr } = await local.on(line);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no terminal to ask on');
    expect(stderr).toContain(option);
  });
});
