import { expect, it } from 'vitest';
import { command } from './support/command.ts';

it('shows its commands and exit codes with --help', async () => {
  const { code, stdout } = await command(['--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('status');
  expect(stdout).toContain('130  interrupted');
});

it('says of what `doctor` leaves to enrolment that it does', async () => {
  const { stdout } = await command(['doctor', '--help']);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('every enrolment checks it before it changes anything');
});

it('says of a hold what it does not stop', async () => {
  const { stdout } = await command(['--help']);
  const words = stdout.replaceAll(/\s+/g, ' ');
  expect(words).toContain('stop rotating, retiring and pruning for a user until `release`; codes are still given');
});

it('says what an enrolment needs on stdin, and what it does first', async () => {
  const { stdout } = await command(['enroll', '--help']);
  const words = stdout.replaceAll(/\s+/g, ' ');
  expect(words).toContain('{"username", "applicationToken", "password"} as JSON, or');
  expect(words).toContain('application token and password on a line each with --username');
  expect(words).toContain(
    'Stores the credentials first; then enroll-user checks everything before it changes anything else.',
  );
});

it('exits 2 for a command that there is not', async () => {
  const { code, stderr } = await command(['stauts']);
  expect(code).toBe(2);
  expect(stderr).toContain("unknown command 'stauts'");
});

it('says how to start the embedded stack where --local finds none', async () => {
  const { code, stderr } = await command(['status', '--local'], {
    environment: { EMNIFY_MFA_LOCAL_DIR: '/nonexistent/emnify-mfa' },
  });
  expect(code).toBe(1);
  expect(stderr).toContain('emnify-mfa local start');
});
