import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from './support/command.ts';
import { ENTER, Screen } from './support/screen.ts';

let local: LocalStack;

beforeAll(async () => {
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
  const enrolled = await local.on('enroll alice --leave-keys', credentials());
  expect(enrolled).toMatchObject({ code: 0 });
}, 30_000);

afterAll(() => local.close());

function credentials(changed: object = {}): string {
  const [alice] = local.running.accounts;
  return JSON.stringify({ ...alice, user: undefined, ...changed });
}

function versions(): number | undefined {
  return local.running.stack.secretsManager.secret('emnify-mfa/alice/credentials')?.versions.length;
}

describe('credentials that are stored', { timeout: 30_000 }, () => {
  it('are not replaced by what comes through a pipe, unless an option says so', async () => {
    const before = versions();
    const { code, stderr } = await local.on('enroll alice', credentials());
    expect(code).toBe(2);
    expect(stderr).toContain('Credentials of alice are stored already');
    expect(stderr).toContain('--replace-credentials');
    expect(stderr).toContain('--keep-credentials');
    expect(versions()).toBe(before);
  });

  it('are replaced where an option says so', async () => {
    const before = versions() ?? 0;
    const { code, stdout } = await local.on('enroll alice --replace-credentials', credentials());
    expect(code).toBe(0);
    expect(stdout).toContain('Stored the credentials as emnify-mfa/alice/credentials.');
    expect(versions()).toBe(before + 1);
  });

  it('are not both kept and replaced', async () => {
    const { code, stderr } = await local.on('enroll alice --replace-credentials --keep-credentials', credentials());
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be used with');
  });

  it('are kept where somebody at a terminal says no', async () => {
    const before = versions();
    const screen = new Screen(['enroll', 'alice', '--local'], { environment: local.environment });
    await screen.shows('Credentials are stored already. Write new ones?');
    screen.type(`n${ENTER}`);
    expect(await screen.exit).toBe(0);
    expect(versions()).toBe(before);
  });
});

describe('credentials that were just stored', () => {
  it('stay in force where enroll-user then refuses the account, and that is said, with what to do', async () => {
    const before = versions() ?? 0;
    const typed = credentials({ username: 'somebody-else@example.com' });
    const { code, stderr } = await local.on('enroll alice --replace-credentials', typed);
    expect(code).toBe(1);
    expect(versions()).toBe(before + 1);
    expect(stderr).toContain('The new credentials are stored, and stay in force until others are written');
    expect(stderr).toContain('emnify-mfa enroll alice --keep-credentials --local');
    expect(stderr).toContain('emnify-mfa enroll alice --replace-credentials --local');
    expect(stderr).toContain('the version with AWSPREVIOUS of emnify-mfa/alice/credentials');
  });

  it('is no matter of a run that stored none', async () => {
    const { code, stderr } = await local.on('enroll alice --keep-credentials');
    expect(code).toBe(1);
    expect(stderr).not.toContain('The new credentials are stored');
  });

  it('are told of also where a decision on keys is missing: that is no run that did nothing', async () => {
    const { stack, accounts } = local.running;
    const [, bob] = accounts;
    stack.emnify.portal('bob@example.com').addKey({ active: true });
    const { code, stderr } = await local.on('enroll bob', JSON.stringify({ ...bob, user: undefined }));
    expect(code).toBe(1);
    expect(stderr).toContain('--leave-keys');
    expect(stderr).toContain('The new credentials are stored');
    expect(stderr).not.toContain('AWSPREVIOUS');
  });
});
