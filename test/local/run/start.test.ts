import { beforeAll, describe, expect, it } from 'vitest';
import { RunDocument } from '../../../local/run/document.ts';
import { quietly } from '../../../local/run/perform.ts';
import { play } from '../../../local/run/play.ts';
import { holds, secretsOf } from '../../../local/run/secrets.ts';
import { Stage } from '../../../local/run/stage.ts';
import { type Ended, start } from './command.ts';

/** The control character that begins every colour and cursor movement. */
const ESCAPE = '\u001b';

/** Milliseconds for a test that plays the story more than once, on a machine that is busy. */
const SEVERAL_RUNS = 60_000;

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
  }, SEVERAL_RUNS);

  it('prints one document and nothing else, ends well, and takes less than 10 s', () => {
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.ms).toBeLessThan(10_000);
    expect(document.ok).toBe(true);
  });

  it('shows a user with one key of 2024 and four trusted devices, and one key of ours at the end', () => {
    const { before, after } = document;
    expect(before.keys).toMatchObject([{ id: 701, state: 'active', createdAt: '2024-03-01T09:00:00.000Z' }]);
    expect(before.devices).toHaveLength(4);
    expect(after.keys.map(({ id, whose }) => [id, whose])).toEqual([[705, 'AWSCURRENT']]);
    expect(Object.keys(after.tags).filter((tag) => tag.startsWith('emnify-mfa:superseded/'))).toEqual([]);
  });

  it('shows three rotations in four steps each, the third begun by Secrets Manager itself', () => {
    expect(document.rotations.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(document.rotations.at(-1)?.at).toBe('2027-01-01T00:00:00.000Z');
    for (const { steps } of document.rotations) {
      expect(steps.map(({ step }) => step)).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret']);
      const calls = steps.flatMap((step) => step.calls);
      expect(calls.filter(({ operation }) => operation === 'POST /api/v1/authenticate')).toHaveLength(1);
      expect(calls.find(({ operation }) => operation === 'UpdateSecretVersionStage')?.did).toContain(
        'AWSCURRENT moved',
      );
    }
  });

  it('has words for every call', () => {
    const { rotations, broken, reconciles, closingAudit } = document;
    const steps = [...rotations, broken].flatMap((rotation) => rotation?.steps ?? []);
    const calls = [...steps, ...reconciles, closingAudit].flatMap((part) => part?.calls ?? []);
    expect(new Set(calls.map(({ service }) => service))).toEqual(
      new Set(['emnify', 'secretsmanager', 'scheduler', 'lambda']),
    );
    // "answered" is what a call is called that nobody has found words for.
    expect(calls.filter(({ did }) => did === 'answered')).toEqual([]);
  });

  it('shows every superseded key retired after its grace by the schedule made for it, and verified gone', () => {
    const { retired } = document;
    expect(retired.map(({ keyId, verifiedGoneBy }) => [keyId, verifiedGoneBy])).toEqual(
      [701, 702, 703, 704].map((keyId) => [keyId, `retire-alice-${keyId}`]),
    );
    for (const { deadline, deletedAt = '' } of retired) {
      const late = Date.parse(deletedAt) - Date.parse(deadline);
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(2 * 60_000);
    }
  });

  it('shows all stale devices deleted, and only those', () => {
    const { devices, after } = document;
    expect(devices.map(({ staleSince, deletedAt }) => [staleSince !== undefined, deletedAt !== undefined])).toEqual([
      ...Array.from({ length: 5 }, () => [true, true]),
      [false, false],
    ]);
    for (const { staleSince = '', deletedAt } of devices.slice(0, 5)) {
      expect(Date.parse(deletedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(staleSince));
    }
    expect(after.devices.map(({ id }) => id)).toEqual([devices.at(-1)?.id]);
  });

  it('shows the broken rotation given up, and finished by the next daily run', () => {
    const { broken, mended, secret } = document;
    expect(broken).toMatchObject({ outcome: 'failed', token: mended?.token });
    expect(broken?.steps.filter(({ error }) => error !== undefined)).toHaveLength(4);
    expect(mended).toMatchObject({ token: secret.version, finishedBy: document.dailySchedule.name });
  });

  it('ends with an audit that plans nothing, after two months of runs that mostly found nothing to do', () => {
    const { closingAudit, quietReconciles, reconciles } = document;
    expect(closingAudit).toMatchObject({ planned: [], findings: [], begunBy: 'an operator' });
    expect(quietReconciles).toBeGreaterThan(50);
    expect(reconciles.map(({ error }) => error).filter((error) => error !== undefined)).toEqual([]);
    expect(document.expectations.map(({ met }) => met)).toEqual([true, true, true, true]);
  });

  it('says how to read the secret, which the rotation made that was broken and mended', () => {
    const { secret, broken } = document;
    expect(secret.version).toBe(broken?.token);
    expect(secret.readWith).toContain(`get-secret-value --secret-id ${secret.name} `);
  });

  it('finds every invariant to hold', () => {
    expect(document.invariants.map(({ number, holds }) => [number, holds])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => [number, true]),
    );
  });
});

describe('npm start', () => {
  it(
    'shows no secret, as a document or as a report',
    async () => {
      const secrets = await secretsOfEveryRun();
      const outputs = [await start(['--json']), await start()].map(({ stdout, stderr }) => stdout + stderr);

      expect(secrets.length).toBeGreaterThan(10);
      for (const output of outputs) expect(secrets.filter((secret) => holds(output, secret))).toEqual([]);
    },
    SEVERAL_RUNS,
  );

  it(
    'prints a report of at most 100 columns, without colours, into a pipe',
    async () => {
      const { code, stdout, stderr } = await start();

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).not.toContain(ESCAPE);
      expect(stdout).toContain('All well: 3 rotations succeeded, one was mended, 10 invariants hold.');
      expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    },
    SEVERAL_RUNS,
  );

  it(
    'colours where it is told to, and not against NO_COLOR or --no-color',
    async () => {
      const forced = { FORCE_COLOR: '1' };
      expect((await start([], forced)).stdout).toContain(ESCAPE);
      expect((await start([], { NO_COLOR: '1' })).stdout).not.toContain(ESCAPE);
      expect((await start(['--no-color'])).stdout).not.toContain(ESCAPE);
    },
    SEVERAL_RUNS,
  );

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
