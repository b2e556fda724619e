import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { command } from './support/command.ts';

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

it('runs detached until it is stopped, once, and holds no terminal back', { timeout: 30_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'emnify-mfa-test-'));
  const environment = { PATH: process.env['PATH'], EMNIFY_MFA_LOCAL_DIR: join(folder, 'state') };
  const started = await promisify(execFile)(process.execPath, [main, 'local', 'start', '--detach'], {
    env: environment,
  });
  expect(started.stdout).toContain('credentials that are simulated and open nothing else');
  const second = await command(['local', 'start'], { environment });
  expect(second.code).toBe(1);
  expect(second.stderr).toContain('emnify-mfa local stop');
  expect(second.stdout).toBe(started.stdout);
  expect(await command(['status', '--local'], { environment })).toMatchObject({ code: 0 });
  const advanced = await command(['local', 'advance', 'tomorrow'], { environment });
  expect(advanced.code).toBe(2);
  expect(advanced.stderr).toContain('duration: expected an ISO 8601 duration');
  expect(await command(['local', 'stop'], { environment })).toMatchObject({ code: 0 });
  expect((await command(['status', '--local'], { environment })).stderr).toContain('No embedded stack is running.');
  await rm(folder, { recursive: true });
});
