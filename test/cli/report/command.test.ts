import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { leaks, type NamedSecret } from '../../support/canary.ts';
import { Life } from './support/life.ts';

let life: Life;
let folder: string;
let code: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emnify-mfa-report-'));
  life = await Life.start();
  await life.enrolls('alice', ' --take-over 701');
  await life.enrolls('bob');
  code = (await life.does('code alice', 'ticket-4711')).stdout.trim();
  await life.meanwhile('advance P2D');
  await life.does('rotate alice', 'laptop-stolen');
}, 60_000);

afterEach(() => life.local.running.stack.script.clear());

afterAll(async () => {
  await life.close();
  await rm(folder, { recursive: true });
});

/** The next read of a log is refused, and no other. */
function refuseLog(code: string): void {
  const body = JSON.stringify({ __type: code, message: 'of the stand-in' });
  const { script } = life.local.running.stack;
  script.clear();
  script.add({ operation: 'FilterLogEvents', nth: 1, fault: { kind: 'answer', status: 400, body } });
}

const file = (name: string) => join(folder, name);
const report = (options = '') => life.local.on(`report${options}`);

describe('the report', () => {
  it('is a summary where nothing else is asked for', async () => {
    const { code: exit, stdout, stderr } = await report();
    expect(exit).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^alice +\d+ seconds? +62 days +within policy +2 +1 +2$/m);
    expect(stdout).toMatch(/^bob +2 days +62 days +within policy +1 +0 +0$/m);
  });

  it('asks no function and no emnify, and changes nothing', async () => {
    const { calls } = life.local.running.stack.script;
    const before = calls.length;
    await report();
    const made = new Set(calls.slice(before).map(({ operation }) => operation));
    expect([...made].toSorted()).toEqual(['FilterLogEvents', 'GetCallerIdentity', 'ListSecrets']);
  });

  it('is one document with --json, with who asked for each rotation', async () => {
    const { stdout } = await report(' --json');
    expect(JSON.parse(stdout)).toMatchObject({
      deployment: { prefix: 'emnify-mfa', region: 'eu-central-1', account: '111122223333' },
      madeBy: 'arn:aws:sts::111122223333:assumed-role/operator/local',
      needsAttention: false,
      keys: [{ user: 'alice', verdict: 'within', rotations: 2 }, { user: 'bob' }],
      rotations: [
        { user: 'alice', outcome: 'finished', keyId: 702, asked: { by: 'enroll-user' }, superseded: { keyId: 701 } },
        { user: 'bob', outcome: 'finished' },
        { user: 'alice', outcome: 'finished', asked: { by: 'operator', reason: 'laptop-stolen' } },
      ],
      withdrawn: [{ event: 'key-retired', user: 'alice', keyId: 701, controls: expect.arrayContaining(['A.5.17']) }],
      devices: [{ event: 'device-pruned' }, { event: 'device-pruned' }],
      codes: [
        { user: 'alice', reason: 'ticket-4711' },
        { user: 'alice', reason: 'ticket-4711' },
      ],
      log: { gaps: [] },
      files: [],
    });
  });

  it('is written as page and table, and says where', async () => {
    const { code: exit, stdout } = await report(` --html ${file('e.html')} --csv ${file('e.csv')}`);
    expect(exit).toBe(0);
    expect(stdout).toContain(`Wrote ${file('e.html')}: 2 users, 3 rotations, `);
    expect(stdout).toContain(`Wrote ${file('e.csv')}: `);
    expect(await readFile(file('e.html'), 'utf8')).toContain('laptop-stolen');
    expect(await readFile(file('e.csv'), 'utf8')).toMatch(/^what,at,user,.*\n(".*\n)+$/);
  });

  it('is on stdout a table and nothing else, with --csv -', async () => {
    const { stdout, stderr } = await report(' --csv -');
    expect(stdout).toMatch(/^what,at,user,.*\n(".*\n)+$/);
    expect(stderr).toBe('');
    const both = await report(` --csv - --html ${file('other.html')}`);
    expect(both.stdout).toMatch(/^what,at,user,.*\n(".*\n)+$/);
    expect(both.stderr).toContain(`Wrote ${file('other.html')}`);
  });

  it('looks back as far as it is told', async () => {
    const lines = async (days: number) => JSON.parse((await report(` --json --days ${days}`)).stdout).log.lines;
    expect(await lines(1)).toBeGreaterThan(0);
    expect(await lines(1)).toBeLessThan(await lines(400));
  });

  it.each([
    ['--html .', '. is a folder'],
    ['--csv missing/e.csv', 'has no folder missing'],
    ['--html -', 'html: expected the name of a file'],
    ['--csv - --json', 'both take stdout'],
    ['--html same --csv ./same', '--html and --csv both name same'],
    ['--days 0', 'days: expected a whole number of days, 1 to 3653'],
    ['--days 1.5', 'days: expected a whole number of days'],
    ['--days soon', 'days: expected a whole number of days'],
    ['--days 4000', 'days: expected a whole number of days'],
  ])('is refused before anything is asked: %s', async (options, words) => {
    const { calls } = life.local.running.stack.script;
    const before = calls.length;
    const { code: exit, stdout, stderr } = await report(` ${options}`);
    expect(exit).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
    expect(calls.length).toBe(before);
  });
});

describe('what the log does not hold', () => {
  const group = '/aws/lambda/emnify-mfa-rotate-key';

  it('is said everywhere where a group may not be read, and the exit code is 3', async () => {
    const words = `${group} could not be read`;
    refuseLog('AccessDeniedException');
    const text = await report();
    expect(text).toMatchObject({ code: 3, stdout: expect.stringContaining(words) });
    expect(text.stdout).toContain('logs:FilterLogEvents');
    refuseLog('AccessDeniedException');
    const json = await report(` --json --html ${file('gap.html')} --csv ${file('gap.csv')}`);
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({
      rotations: [{ outcome: 'under way', asked: { by: 'operator' } }],
      log: { gaps: [expect.stringContaining(words)] },
    });
    expect(await readFile(file('gap.html'), 'utf8')).toContain(words);
    expect(await readFile(file('gap.csv'), 'utf8')).toContain(words);
    refuseLog('AccessDeniedException');
    expect(await report(' --csv -')).toMatchObject({ code: 3, stderr: expect.stringContaining(words) });
  });

  it('is said where a group is not there', async () => {
    const { code: exit, stdout } = await report(' --prefix other');
    expect(exit).toBe(3);
    expect(stdout).toContain('/other/audit: there is no such log group');
    expect(stdout).toContain('there is no line on record');
  });

  it('is counted where lines are of a form that is not known', async () => {
    const { logs } = life.local.running.stack;
    const unknown = { event: 'key-retired', outcome: 'ok', novelty: 1 };
    logs.append(logs.create(group), 'x', JSON.stringify(unknown));
    logs.append(logs.create(group), 'x', 'no JSON, and says outcome');
    const { code: exit, stdout } = await report();
    expect(exit).toBe(3);
    expect(stdout).toContain(`${group}: 1 line is of a form that this version does not know`);
  });

  it('is no report at all where AWS does not answer: none is written', async () => {
    refuseLog('UnrecognizedClientException');
    const { code: exit, stdout } = await report(` --html ${file('none.html')}`);
    expect(exit).toBe(1);
    expect(stdout).toBe('');
    expect(await readdir(folder)).not.toContain('none.html');
  });
});

it('no secret is in any form of it', async () => {
  const { stack, accounts } = life.local.running;
  const secrets = accounts.flatMap(({ user, username, password }): NamedSecret[] => {
    const { applicationTokens, keys } = stack.emnify.user(username);
    return [
      { name: `password of ${user}`, text: password },
      ...applicationTokens.map(({ token }) => ({ name: `token of ${user}`, text: token })),
      ...keys.map(({ id, secretKey }) => ({ name: `secret of key ${id}`, text: secretKey })),
      ...keys.map(({ id, otpauth }) => ({ name: `otpauth of key ${id}`, text: otpauth })),
    ];
  });
  expect(secrets.length).toBeGreaterThan(8);
  expect(code).toMatch(/^\d{6}$/);
  await report(` --html ${file('s.html')} --csv ${file('s.csv')}`);
  const places = {
    summary: await report(),
    document: await report(' --json'),
    page: await readFile(file('s.html'), 'utf8'),
    table: await readFile(file('s.csv'), 'utf8'),
  };
  expect(leaks(places, [...secrets, { name: 'the code', text: code }])).toEqual([]);
});
