import { beforeAll, describe, expect, it } from 'vitest';
import { RunDocument } from '../../../local/run/document.ts';
import { quietly } from '../../../local/run/perform.ts';
import { play } from '../../../local/run/play.ts';
import { holds, secretsOf } from '../../../local/run/secrets.ts';
import { Stage } from '../../../local/run/stage.ts';
import { type Ended, start } from './command.ts';

/** The control character that begins every colour and cursor movement. */
const ESCAPE = '\u001b';

/** Every run is the same: what is secret in one of this process is secret in those of the command. */
async function secretsOfEveryRun(): Promise<readonly string[]> {
  const stage = await Stage.set();
  await play(
    stage,
    quietly(() => {}),
  );
  await stage.close();
  return [...secretsOf(stage)];
}

describe('npm start -- --json', () => {
  let ended: Ended;
  let document: RunDocument;
  beforeAll(async () => {
    ended = await start(['--json']);
    document = RunDocument.parse(JSON.parse(ended.stdout));
  });

  it('prints one document and nothing else, ends well, and takes less than 10 s', () => {
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.ms).toBeLessThan(10_000);
    expect(document.ok).toBe(true);
  });

  it('shows a user with one key of 2024 and four trusted devices, and what became of them', () => {
    const { before, after } = document;
    expect(before.keys).toMatchObject([{ id: 701, state: 'active', createdAt: '2024-03-01T09:00:00.000Z' }]);
    expect(before.devices).toHaveLength(4);
    expect(after.devices).toHaveLength(4);
    expect(after.keys.map(({ id, whose }) => [id, whose])).toEqual([
      [701, expect.stringMatching(/^superseded/)],
      [702, expect.stringMatching(/^superseded/)],
      [703, 'AWSCURRENT'],
    ]);
    expect(Object.keys(after.tags)).toEqual(
      expect.arrayContaining(['emnify-mfa:superseded/701', 'emnify-mfa:superseded/702', 'emnify-mfa:proven']),
    );
  });

  it('shows two rotations in four steps each, with every call and what it did', () => {
    expect(document.rotations.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
    for (const { steps } of document.rotations) {
      expect(steps.map(({ step }) => step)).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret']);
      const calls = steps.flatMap((step) => step.calls);
      expect(calls.filter(({ operation }) => operation === 'POST /api/v1/authenticate')).toHaveLength(1);
      expect(calls.find(({ operation }) => operation === 'UpdateSecretVersionStage')?.did).toContain(
        'AWSCURRENT moved',
      );
      // "answered" is what a call is called that nobody has found words for.
      expect(calls.filter(({ did }) => did === 'answered')).toEqual([]);
    }
  });

  it('says how to read the secret, which the last rotation made', () => {
    const { secret, rotations } = document;
    expect(secret.version).toBe(rotations.at(-1)?.token);
    expect(secret.readWith).toContain(`get-secret-value --secret-id ${secret.name} `);
  });

  it('finds every invariant that concerns rotations to hold', () => {
    expect(document.invariants.map(({ number, holds }) => [number, holds])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => [number, true]),
    );
  });
});

describe('npm start', () => {
  it('shows no secret, as a document or as a report', async () => {
    const secrets = await secretsOfEveryRun();
    const outputs = [await start(['--json']), await start()].map(({ stdout, stderr }) => stdout + stderr);

    expect(secrets.length).toBeGreaterThan(10);
    for (const output of outputs) expect(secrets.filter((secret) => holds(output, secret))).toEqual([]);
  });

  it('prints a report of at most 100 columns, without colours, into a pipe', async () => {
    const { code, stdout, stderr } = await start();

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain(ESCAPE);
    expect(stdout).toContain('All well: 2 rotations succeeded, 9 invariants hold.');
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('colours where it is told to, and not against NO_COLOR or --no-color', async () => {
    const forced = { FORCE_COLOR: '1' };
    expect((await start([], forced)).stdout).toContain(ESCAPE);
    expect((await start([], { NO_COLOR: '1' })).stdout).not.toContain(ESCAPE);
    expect((await start(['--no-color'])).stdout).not.toContain(ESCAPE);
  });

  it('explains itself with examples', async () => {
    const { code, stdout, ms } = await start(['--help']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/Usage: npm start.*--json.*--no-color.*Examples:/s);
    expect(ms).toBeLessThan(5_000);
  });

  for (const [wrong, named] of [
    ['--jsn', "Unknown option '--jsn'"],
    ['fast', "Unexpected argument 'fast'"],
    ['--json=yes', "'--json'"],
  ] as const) {
    it(`refuses ${wrong} and says what it knows`, async () => {
      const { code, stdout, stderr } = await start([wrong]);

      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(named);
      expect(stderr).toContain('Expected --json, --no-color or --help.');
      expect(stderr.trim().split('\n')).toHaveLength(1);
    });
  }
});
