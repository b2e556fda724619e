import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const COMMAND = fileURLToPath(import.meta.resolve('../../../local/fleet/main.ts'));

const Outcome = z.looseObject({ mostAuthenticationsInFiveMinutes: z.number(), minutes: z.number() });

function fleet(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}

describe('npm run fleet', () => {
  it('rotates a small fleet but for those who cannot be, without a 429', async () => {
    const { code, stdout, stderr } = await fleet('--users', '50', '--json');

    expect(stderr).toBe('');
    const outcome = Outcome.parse(JSON.parse(stdout));
    expect(outcome).toMatchObject({
      status: 'finished',
      executions: 1,
      rotated: 48,
      failed: 1,
      skipped: 1,
      throttled: 0,
    });
    expect(outcome.mostAuthenticationsInFiveMinutes).toBeLessThanOrEqual(100);
    expect(outcome.minutes).toBeLessThan(4);
    expect(code).toBe(0);
  }, 120_000);

  it('tells people what came of it', async () => {
    const { code, stdout } = await fleet('--users', '3', '--failing', '0', '--held', '0', '--outage', '0');

    expect(stdout).toContain('3: 3 rotated, 0 failed, 0 held');
    expect(stdout).toMatch(/answered 429 +0\n/);
    expect(code).toBe(0);
  }, 120_000);

  it('explains itself', async () => {
    expect(await fleet('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: npm run fleet') });
  }, 60_000);

  it('refuses what it does not know', async () => {
    expect(await fleet('--users', 'many')).toEqual({
      code: 2,
      stdout: '',
      stderr: '--users: expected a whole number from 1 to 10000\n',
    });
  }, 60_000);
});
