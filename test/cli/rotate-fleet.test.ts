import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { functionArn } from '../../local/account.ts';
import { LocalStack } from './support/command.ts';

let local: LocalStack;

beforeAll(async () => {
  // No daily run falls into the time that it takes.
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
  for (const { user, ...credentials } of local.running.accounts) {
    const { code } = await local.on(`enroll ${user} --leave-keys`, JSON.stringify(credentials));
    expect(code).toBe(0);
  }
}, 30_000);

afterEach(() => local.running.stack.script.clear());

afterAll(() => local.close());

function executions() {
  return local.running.stack.executions.of(functionArn('emnify-mfa-rotate-fleet'));
}

function currentOf(user: string) {
  return local.running.stack.secretsManager.secret(`emnify-mfa/${user}/key`)?.holding('AWSCURRENT')?.id;
}

describe('a fleet run', { timeout: 30_000 }, () => {
  it('is not started without a reason, nor without a terminal to ask on', async () => {
    const without = await local.on('rotate-fleet breach');
    expect(without).toMatchObject({ code: 2 });
    expect(without.stderr).toContain('Add --reason TEXT.');
    const asking = await local.on('rotate-fleet breach --reason leak');
    expect(asking).toMatchObject({ code: 2 });
    expect(asking.stderr).toContain('Add --yes.');
    expect(executions()).toEqual([]);
  });

  it('is refused before anything where a named user is not enrolled', async () => {
    const { code, stderr } = await local.on('rotate-fleet breach --reason leak --users alice,zoe --yes');
    expect(code).toBe(2);
    expect(stderr).toContain('these are none: zoe');
    expect(executions()).toEqual([]);
  });

  it('is refused where somebody goes first who is not among those whom it is of', async () => {
    const { code, stderr } = await local.on('rotate-fleet breach --reason leak --users alice --priority bob --yes');
    expect(code).toBe(2);
    expect(stderr).toContain('--priority: expected some of --users, and bob is not among them');
    expect(executions()).toEqual([]);
  });

  it('says how long it will take, tells how far it is, and ends with everybody rotated', async () => {
    const before = [currentOf('alice'), currentOf('bob')];
    const { code, stdout } = await local.whileTimePasses('rotate-fleet breach --reason leak --yes');
    expect(stdout).toMatch(/Rotates the keys of 2 users: about \d+ minutes?, to 2026-11-24 \d\d:\d\d UTC/);
    expect(stdout).toMatch(/^ {2}0 of 2 done.*; ends at 2026-11-24/m);
    expect(stdout).toContain('Finished. Run breach: 2 of 2 rotated.');
    expect(code).toBe(0);
    expect([currentOf('alice'), currentOf('bob')]).not.toEqual(before);
    expect(executions()).toMatchObject([{ name: 'breach_1', ending: { status: 'SUCCEEDED' } }]);
  });

  it('is told again afterwards with --follow, and is another document with --json', async () => {
    expect((await local.on('rotate-fleet breach --follow')).stdout).toContain('Finished. Run breach: 2 of 2 rotated.');
    const { stdout } = await local.on('rotate-fleet breach --follow --json');
    expect(JSON.parse(stdout)).toMatchObject({ run: 'breach', status: 'finished', rotated: 2 });
  });

  it('rotates nobody twice when it is started again under its name', async () => {
    const before = [currentOf('alice'), currentOf('bob')];
    const { code, stdout } = await local.whileTimePasses('rotate-fleet breach --reason leak --yes');
    expect(stdout).toContain('All 2 users have a key of this run already: nobody is left to rotate.');
    expect(stdout).not.toContain('0 seconds');
    expect(code).toBe(0);
    expect([currentOf('alice'), currentOf('bob')]).toEqual(before);
    expect(executions()[0]?.name).toBe('breach_2');
  });

  it('begins once where the reply to starting it is lost', async () => {
    local.running.stack.script.add({ operation: 'Invoke', nth: 1, fault: { kind: 'cut-after' } });
    const { code } = await local.whileTimePasses('rotate-fleet lost --reason leak --yes');
    expect(code).toBe(0);
    expect(executions().filter(({ name }) => name.startsWith('lost'))).toHaveLength(1);
  });

  it('is one at a time: a second is refused, the same is followed, and a stopped one is said to be', async () => {
    // A wait of the run holds it here until time passes.
    const following = local.on('rotate-fleet long --reason leak --users alice --yes');
    await expect.poll(() => executions()[0]).toMatchObject({ name: 'long_1' });

    const second = await local.on('rotate-fleet other --reason leak --yes');
    expect(second.code).toBe(3);
    expect(second.stderr).toContain('The run long is under way');
    expect(second.stderr).toContain('rotate-fleet long --follow --local');

    const stopped = await local.on('rotate-fleet long --stop');
    expect(stopped).toMatchObject({ code: 0 });
    expect(stopped.stdout).toContain('Go on with it: emnify-mfa rotate-fleet long --reason TEXT --local');
    const ended = await following;
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain('The run was stopped.');
    expect((await local.on('rotate-fleet long --stop')).stderr).toContain('The run long is not under way.');

    const again = await local.whileTimePasses('rotate-fleet long --reason leak --users alice --yes');
    expect(again.stdout).toContain('Finished. Run long: 1 of 1 rotated.');
    expect(executions()[0]).toMatchObject({ name: 'long_2', ending: { status: 'SUCCEEDED' } });
  });

  it('says of a run that there never was how to start it', async () => {
    const { code, stderr } = await local.on('rotate-fleet never --follow');
    expect(code).toBe(1);
    expect(stderr).toContain('Start it: emnify-mfa rotate-fleet never --reason TEXT --local');
  });

  it('is on record: who started and who stopped it', () => {
    const { events = [] } = local.running.stack.logs.get('/emnify-mfa/audit') ?? {};
    const lines = events.map(({ message }) => JSON.parse(message)).filter(({ event }) => event.startsWith('fleet-'));
    const requestedBy = 'arn:aws:sts::111122223333:assumed-role/operator/local';
    expect(lines).toContainEqual(
      expect.objectContaining({
        event: 'fleet-run-requested',
        run: 'long',
        reason: 'leak',
        outcome: 'ok',
        requestedBy,
      }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ event: 'fleet-stop-requested', run: 'long', requestedBy }));
  });
});
